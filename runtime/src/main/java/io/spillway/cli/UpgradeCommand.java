package io.spillway.cli;

import io.spillway.agent.ExitCode;
import io.spillway.cli.DrainCommand.PositiveDuration;
import io.spillway.ha.SharedUpgradeRecord;
import io.spillway.restapi.HttpJobManagerClient;
import io.spillway.settings.HaSettings;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.store.StoreException;
import io.spillway.time.Waiting;
import io.spillway.upgrade.NewJob;
import io.spillway.upgrade.RecordStore;
import io.spillway.upgrade.Upgrade;
import io.spillway.upgrade.UpgradeDirectory;
import io.spillway.upgrade.UpgradeJournal;
import io.spillway.upgrade.UpgradeRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spillway upgrade}. */
@Command(
        name = "upgrade",
        description = "Replaces the jar of the running job, which goes on with its state.",
        footer = {
            "%nStops the job with a savepoint, puts the new jar in place of the old one, and waits"
                    + " until a JobManager runs the job from it. Run it on the JobManager's machine, as"
                    + " a user that may write to usrlib/ and upgrade/. Interrupted, it goes on when it"
                    + " is called again.",
            "%nExit codes: 0 upgraded, or nothing to do; 1 failed: the last line says how things"
                    + " stand; 2 wrong usage or jar, nothing was touched; 3 JobManager not reachable."
        })
final class UpgradeCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec private CommandSpec spec;
    @Mixin private JobManagerOptions jobManager;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "The new jar. Without it an upgrade that is under way goes on.")
    private Path jar;

    @Option(
            names = "--same-jar",
            description = "Start the job anew from its own jar, with other arguments say.")
    private boolean sameJar;

    @Option(
            names = "--job-class",
            paramLabel = "CLASS",
            description =
                    "The class with the new job's main, if the JobManager is told it so. Default: what the jar's manifest says.")
    private String jobClass;

    @Option(
            names = "--job-jar",
            paramLabel = "FILE",
            description =
                    "The jar to replace, if the JobManager is told it so. Default: the one jar in usrlib/.")
    private Path jobJar;

    @Option(
            names = "--savepoint-dir",
            paramLabel = "DIR",
            description =
                    "Below which the savepoint is written (default: execution.checkpointing.savepoint-dir).")
    private String savepointDir;

    @Option(
            names = "--savepoint",
            paramLabel = "PATH",
            description =
                    "The savepoint of an upgrade that was interrupted, if the JobManager is gone that wrote it.")
    private String savepoint;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5min",
            converter = PositiveDuration.class,
            description =
                    "How long to wait for the savepoint, and again for the new job (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(
            names = "--start",
            paramLabel = "COMMAND",
            description =
                    "Starts the JobManager when the jar is in place, such as \"systemctl start spillway-jobmanager\".")
    private String start;

    @Option(
            names = "--rollback",
            description = "Put the old jar back and start it from the same savepoint.")
    private boolean rollback;

    @Option(
            names = "--swap-only",
            description = "Only put the jar in place: on a standby's machine.")
    private boolean swapOnly;

    UpgradeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        check();
        Path home = Path.of(environment.getOrDefault("SPILLWAY_HOME", ".")).toAbsolutePath();
        HttpJobManagerClient client = jobManager.client(environment);
        SettingsReader reader = new SettingsReader(jobManager.configuration(environment));
        Optional<String> savepoints =
                Optional.ofNullable(savepointDir)
                        .or(() -> reader.find(CheckpointingOptions.SAVEPOINT_DIRECTORY));
        UpgradeDirectory directory = new UpgradeDirectory(home);
        Optional<RecordStore> shared = shared(reader);
        UpgradeJournal journal = new UpgradeJournal(directory, shared);
        PrintWriter out = spec.commandLine().getOut();
        Upgrade upgrade =
                new Upgrade(
                        client,
                        journal,
                        directory,
                        home.resolve("usrlib"),
                        new InstalledJobManager(
                                home,
                                Path.of(
                                        environment.getOrDefault(
                                                "SPILLWAY_LOG_DIR",
                                                home.resolve("log").toString())),
                                Optional.ofNullable(start)),
                        Waiting.inRealTime(),
                        line -> {
                            out.println(line);
                            out.flush();
                        });
        NewJob asked =
                new NewJob(
                        Optional.ofNullable(jar),
                        Optional.ofNullable(jobClass),
                        Optional.ofNullable(jobJar),
                        savepoints,
                        Optional.ofNullable(savepoint),
                        sameJar,
                        timeout);
        try {
            if (rollback) {
                upgrade.rollBack(asked);
            } else if (swapOnly) {
                Optional<UpgradeRecord> underWay =
                        shared.isPresent() ? journal.readForJobManager() : Optional.empty();
                upgrade.exchangeOnly(asked, underWay);
            } else {
                upgrade.run(asked);
            }
            return ExitCode.OK;
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED;
        }
    }

    private Optional<RecordStore> shared(SettingsReader reader) throws InvalidSettingsException {
        Optional<HaSettings> ha = HaSettings.read(reader);
        reader.check();
        if (ha.isEmpty()) {
            return Optional.empty();
        }
        Configuration user = jobManager.configuration(environment).configuration();
        Configuration configuration = new Configuration(user);
        ha.get().keys(user).forEach(configuration::setString);
        try {
            return Optional.of(SharedUpgradeRecord.open(configuration));
        } catch (StoreException e) {
            throw new InvalidSettingsException("high-availability.storageDir: " + e.getMessage());
        }
    }

    private void check() {
        if (rollback && (jar != null || sameJar || swapOnly)) {
            throw wrong("--rollback: knows the jar; leave --jar, --same-jar and --swap-only out");
        }
        if (sameJar && (jar != null || swapOnly)) {
            throw wrong("--same-jar: changes no jar; leave --jar and --swap-only out");
        }
        if (swapOnly && jar == null) {
            throw wrong("--swap-only: needs the new jar; add --jar FILE");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
