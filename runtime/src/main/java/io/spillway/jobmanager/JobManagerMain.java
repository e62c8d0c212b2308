package io.spillway.jobmanager;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import io.spillway.ha.HaPreflight;
import io.spillway.ha.OtherProgramException;
import io.spillway.jobmanager.metrics.SinkChoice;
import io.spillway.jobmanager.rest.FleetRestEndpointFactory;
import io.spillway.jobmanager.scalein.FleetScaleIn;
import io.spillway.jobmanager.scalein.ScaleInChoice;
import io.spillway.jobmanager.scheduling.DrainingDispatcherFactory;
import io.spillway.plugins.PluginException;
import io.spillway.program.JobFingerprint;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.ExporterOptions;
import io.spillway.settings.FleetDefaults;
import io.spillway.settings.HaSettings;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.MetricSinkSettings;
import io.spillway.settings.MoveSettings;
import io.spillway.settings.ScaleInSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.settings.SignalSettings;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.store.StoreException;
import io.spillway.upgrade.UpgradeRecord;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.clusterframework.ApplicationStatus;
import org.apache.flink.runtime.entrypoint.ClusterEntrypointException;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The process of {@code spillway jobmanager}: one job, and the fleet that runs it. */
@Command(
        name = "spillway jobmanager",
        description =
                "Runs a job on all TaskManagers that there are, and moves it as they come and go.",
        customSynopsis = "spillway jobmanager [OPTIONS] [-DKEY=VALUE...] [--] [ARG...]",
        footer =
                "  -DKEY=VALUE             A setting that wins over config.yaml; any number of them.",
        usageHelpAutoWidth = true,
        sortOptions = false)
public final class JobManagerMain implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(JobManagerMain.class);

    /** For the log file alone: who runs "spillway upgrade" looks there. */
    private static final Logger REFUSALS =
            LoggerFactory.getLogger("io.spillway.jobmanager.refusals");

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private static final List<ConfigOption<?>> PORTS =
            List.of(RestOptions.PORT, JobManagerOptions.PORT, JobManagerOptions.RPC_BIND_PORT);

    @Option(
            names = "--job-jar",
            paramLabel = "FILE",
            description = "The job's jar. Default: the one jar in usrlib/.")
    private Path jobJar;

    @Option(
            names = "--job-class",
            paramLabel = "CLASS",
            description = "The class with the job's main. Default: what the jar's manifest says.")
    private String jobClass;

    @Option(
            names = "--config-dir",
            paramLabel = "DIR",
            description =
                    "The folder that holds config.yaml. Default: $SPILLWAY_CONF_DIR, then conf/.")
    private Path configDir;

    @Option(
            names = "-D",
            hidden = true) // picocli would show it as -D=KEY=VALUE; the footer tells it
    private List<String> dynamic = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this and ends.")
    @SuppressWarnings("UnusedVariable") // picocli acts upon it
    private boolean help;

    @Parameters(
            paramLabel = "ARG",
            description =
                    "Arguments for the job. Put -- before the first one where it begins with a dash.")
    private List<String> arguments = new ArrayList<>();

    private final Map<String, String> environment;
    private final PrintStream err;

    private JobManagerMain(Map<String, String> environment, PrintStream err) {
        this.environment = environment;
        this.err = err;
    }

    /**
     * Exit codes: 0 when the job has ended or was cancelled, 1 when it or the JobManager failed, 2
     * for wrong usage or configuration.
     */
    public static void main(String[] args) {
        System.exit(run(args, System.getenv(), System.out, System.err));
    }

    static int run(
            String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
        CommandLine commandLine = new CommandLine(new JobManagerMain(environment, err));
        commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        // Everything from the job's first argument on belongs to the job, options included.
        commandLine.setStopAtPositional(true);
        commandLine.setParameterExceptionHandler(
                (e, unused) -> {
                    tell(err, e.getMessage() + " (spillway jobmanager --help lists the options)");
                    return WRONG_USAGE;
                });
        commandLine.setExecutionExceptionHandler(
                (e, unused, result) -> {
                    if (e instanceof InvalidSettingsException invalid) {
                        invalid.problems().forEach(problem -> tell(err, problem));
                        return WRONG_USAGE;
                    } else if (e instanceof StoreException
                            || e instanceof PluginException
                            || e instanceof CloudException) {
                        LOG.debug("Not started", e);
                        tell(err, e.getMessage());
                        return FAILED;
                    } else if (e instanceof StartupException
                            || e instanceof OtherProgramException) {
                        LOG.debug("Not started", e);
                        tell(err, e.getMessage());
                        return WRONG_USAGE;
                    }
                    LOG.error("The JobManager failed", e);
                    err.println(
                            "spillway jobmanager: The JobManager failed: %s (see its log)"
                                    .formatted(e));
                    return FAILED;
                });
        return commandLine.execute(args);
    }

    @Override
    public Integer call() throws Exception {
        ConfigurationFile file =
                ConfigurationFile.load(
                        ConfigurationFile.folder(Optional.ofNullable(configDir), environment),
                        ConfigurationFile.parseDynamic(dynamic));
        SettingsReader reader = new SettingsReader(file);
        MoveSettings settings = MoveSettings.read(reader);
        SignalSettings signal = SignalSettings.read(reader);
        MetricSinkSettings sinkSettings = MetricSinkSettings.read(reader);
        ScaleInSettings scaleInSettings = ScaleInSettings.read(reader);
        Optional<HaSettings> highAvailability = HaSettings.read(reader);
        FleetDefaults.all().forEach(byDefault -> reader.find(byDefault.option()));
        PORTS.forEach(reader::find);
        ExporterOptions.check(reader);
        reader.check();
        Configuration configuration = FleetDefaults.applyTo(file.configuration());
        signal.applyTo(configuration);
        highAvailability.ifPresent(
                ha -> ha.keys(file.configuration()).forEach(configuration::setString));

        Path home = Path.of(environment.getOrDefault("SPILLWAY_HOME", "."));
        Path usrlib = home.resolve("usrlib");
        Path jarDirectory =
                (jobJar == null ? usrlib : jobJar.toAbsolutePath().getParent())
                        .toAbsolutePath()
                        .normalize();
        Optional<UpgradeRecord> upgrade =
                UpgradeGate.pass(home, jarDirectory, configuration, highAvailability.isPresent());
        JobProgram job =
                JobProgram.find(
                        Optional.ofNullable(jobJar),
                        Optional.ofNullable(jobClass),
                        usrlib,
                        arguments);
        JobFingerprint fingerprint = job.fingerprint();
        if (upgrade.isPresent()) {
            UpgradeGate.require(upgrade.get(), fingerprint);
            configuration.set(
                    StateRecoveryOptions.SAVEPOINT_PATH, upgrade.get().savepoint().orElseThrow());
        }
        PackagedProgram program = job.load(configuration);
        BindCheck.check(configuration);
        Optional<String> supersedes = upgrade.map(record -> record.from().sha256());
        if (highAvailability.isPresent()) {
            HaPreflight.check(configuration, fingerprint, supersedes);
        }
        Optional<SinkChoice> sink = SinkChoice.of(sinkSettings, configuration);
        Optional<ScaleInChoice> scaleIn = ScaleInChoice.of(scaleInSettings, configuration);

        // Under Flink's name, so that the console can leave it out.
        EnvironmentInformation.logEnvironmentInfo(
                LoggerFactory.getLogger(EnvironmentInformation.class),
                "Spillway JobManager",
                new String[0]);
        LOG.info("Running {} of {}", job.entryClass(), job.jar());
        upgrade.ifPresent(
                record ->
                        LOG.info(
                                "The job goes on from {}, after the {}",
                                record.savepoint().orElseThrow(),
                                record));
        return run(
                configuration,
                program,
                fingerprint,
                supersedes,
                new JobManagerModule(settings, signal, sink, scaleIn));
    }

    private int run(
            Configuration configuration,
            PackagedProgram program,
            JobFingerprint fingerprint,
            Optional<String> supersedes,
            JobManagerModule module)
            throws Exception {
        Injector injector = Guice.createInjector(Stage.PRODUCTION, module);
        FleetApplicationEntryPoint entryPoint =
                FleetApplicationEntryPoint.create(
                        configuration,
                        program,
                        fingerprint,
                        supersedes,
                        injector.getInstance(DrainingDispatcherFactory.class),
                        injector.getInstance(FleetRestEndpointFactory.class),
                        injector.getInstance(FleetScaleIn.class));
        try {
            entryPoint.startCluster();
        } catch (ClusterEntrypointException e) {
            throw explain(e);
        }
        try {
            CompletableFuture<ApplicationStatus> termination = entryPoint.getTerminationFuture();
            CompletableFuture.anyOf(
                            termination, entryPoint.endedElsewhere(), entryPoint.otherProgram())
                    .get();
            if (entryPoint.otherProgram().isDone()) {
                OtherProgramException refusal = entryPoint.otherProgram().get();
                LOG.debug("Not going on with a job", refusal);
                tell(err, refusal.getMessage());
                entryPoint.closeAsync().get();
                return WRONG_USAGE;
            }
            if (!termination.isDone()) {
                LOG.info("The job has ended at the JobManager that led: this one isn't needed.");
                entryPoint.closeAsync().get();
                return 0;
            }
            ApplicationStatus status = termination.get();
            LOG.info("The JobManager ends: {}", status);
            if (status == ApplicationStatus.SUCCEEDED || status == ApplicationStatus.CANCELED) {
                return 0;
            }
            err.println("spillway jobmanager: The job failed; the log says why.");
            return FAILED;
        } catch (ExecutionException e) {
            throw new IllegalStateException("It could not be shut down", e.getCause());
        }
    }

    /** Turns what a user can mend into a line that says how; leaves the rest as it is. */
    private static Exception explain(ClusterEntrypointException e) {
        return ExceptionUtils.findThrowable(e, StoreException.class)
                .<Exception>map(t -> t)
                .or(
                        () ->
                                ExceptionUtils.findThrowableWithMessage(e, "Could not parse value")
                                        .map(t -> new StartupException(t.getMessage(), e)))
                .or(
                        () ->
                                ExceptionUtils.findThrowable(e, IllegalConfigurationException.class)
                                        .map(t -> new StartupException(t.getMessage(), e)))
                .orElse(e);
    }

    private static void tell(PrintStream err, String problem) {
        err.println("spillway jobmanager: " + problem);
        REFUSALS.error("Not started: {}", problem);
    }
}
