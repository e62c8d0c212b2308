package io.spillway.agent;

import com.google.inject.Guice;
import io.spillway.agent.boot.CloudDetection;
import io.spillway.agent.boot.EffectiveConfiguration;
import io.spillway.agent.boot.Machine;
import io.spillway.agent.boot.Reserve;
import io.spillway.agent.taskmanager.EarlyLaunch;
import io.spillway.agent.taskmanager.JvmTaskManagerLauncher;
import io.spillway.agent.taskmanager.TaskManagerCommand;
import io.spillway.agent.taskmanager.TaskManagerLauncher;
import io.spillway.agent.termination.ShutdownSignals;
import io.spillway.ha.taskmanager.LeaderFile;
import io.spillway.ha.taskmanager.RegisteredFile;
import io.spillway.plugins.PluginException;
import io.spillway.restapi.JobManagerEndpoint;
import io.spillway.settings.AgentSettings;
import io.spillway.settings.CloudSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.HaSettings;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.InstanceIdentity;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.apache.flink.util.clock.SystemClock;

/** {@code spillway taskmanager}: the process on a TaskManager's machine. */
public final class AgentMain {

    /** One for each source of notices is added: each may be waiting for a change. */
    private static final int POOL = 4;

    private static final String HELP =
            """
            Usage: spillway taskmanager [--config-dir DIR] [-Dkey=value...]

            Runs a TaskManager and the agent beside it, which joins it to the JobManager, and drains
            it before it stops: on SIGTERM, on Ctrl-C, or when the cloud takes the machine away.

              --config-dir DIR  where config.yaml is (default: SPILLWAY_CONF_DIR, or conf/)
              -Dkey=value       a setting of Flink's or Spillway's; wins over config.yaml
              -h, --help        this text

            Exit codes: 0 drained and stopped, 1 failed, 2 wrong usage or configuration,
            3 the JobManager couldn't be reached within spillway.join.timeout.
            """;

    private AgentMain() {}

    /** Runs until the machine may go; the exit codes are those of {@link ExitCode}. */
    public static void main(String[] arguments) {
        // Not System.exit: no shutdown hook has anything to do here.
        Runtime.getRuntime().halt(run(arguments, System.getenv(), System.out, System.err));
    }

    private static int run(
            String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        long begun = SystemClock.getInstance().relativeTimeNanos();
        try {
            AgentCommandLine commandLine = AgentCommandLine.parse(arguments);
            if (commandLine.help()) {
                out.print(HELP);
                out.flush();
                return ExitCode.OK;
            }
            String log = System.getProperty("log.file");
            if (log != null) {
                AgentLog.alsoTo(Path.of(log));
            }
            return run(commandLine, environment, err, begun);
        } catch (IOException e) {
            err.println("spillway taskmanager: the log file can't be written: " + e.getMessage());
            return ExitCode.FAILED;
        } catch (InvalidSettingsException e) {
            tell(e, err);
            return ExitCode.WRONG_USAGE;
        } catch (PluginException | CloudException e) {
            err.println("spillway taskmanager: " + e.getMessage());
            return ExitCode.FAILED;
        } finally {
            err.flush();
        }
    }

    private static int run(
            AgentCommandLine commandLine,
            Map<String, String> environment,
            PrintStream err,
            long begun)
            throws InvalidSettingsException, PluginException, CloudException {
        ConfigurationFile file =
                ConfigurationFile.load(
                        ConfigurationFile.folder(commandLine.configDir(), environment),
                        ConfigurationFile.parseDynamic(commandLine.dynamic()));
        SettingsReader reader = new SettingsReader(file);
        AgentSettings settings = AgentSettings.read(reader);
        Optional<HaSettings> ha = HaSettings.read(reader);
        JobManagerEndpoint endpoint =
                ha.isPresent()
                        ? JobManagerEndpoint.ofLeader(reader, environment)
                        : JobManagerEndpoint.read(reader, Optional.empty(), environment);
        CloudSettings clouds = CloudSettings.read(reader);
        try {
            reader.check();
        } catch (InvalidSettingsException e) {
            tell(e, err);
            Unusable.report(e, settings, () -> ThisMachine.detect(settings, clouds, file));
            return ExitCode.WRONG_USAGE;
        }
        CloudInstance cloud = ThisMachine.detect(settings, clouds, file);
        InstanceIdentity identity =
                CloudDetection.overridden(cloud.identity(), settings.instance());
        EffectiveConfiguration effective =
                EffectiveConfiguration.of(
                        file,
                        reader,
                        settings,
                        ha,
                        identity,
                        Machine.current(),
                        Path.of(System.getProperty("java.io.tmpdir")));
        try {
            reader.check();
        } catch (InvalidSettingsException e) {
            tell(e, err);
            Unusable.report(e, settings, () -> cloud);
            return ExitCode.WRONG_USAGE;
        }

        Start start = new Start(file, settings, ha, endpoint, cloud, identity, effective);
        Reserve reserve = new Reserve(cloud.lifecycle(), settings.pollInterval());
        ShutdownSignals.install(reserve::signalled);
        int code = ExitCode.OK;
        while (code == ExitCode.OK && reserve.pass()) {
            code =
                    serve(
                            start,
                            environment,
                            reserve,
                            reserve.hasWaited()
                                    ? SystemClock.getInstance().relativeTimeNanos()
                                    : begun);
            if (!reserve.isHeldBack()) {
                break;
            }
        }
        cloud.close();
        return code;
    }

    private static void tell(InvalidSettingsException wrong, PrintStream err) {
        wrong.problems().forEach(p -> err.println("spillway taskmanager: " + p));
        err.flush();
    }

    /** What was found out before the first TaskManager starts. */
    private record Start(
            ConfigurationFile file,
            AgentSettings settings,
            Optional<HaSettings> ha,
            JobManagerEndpoint endpoint,
            CloudInstance cloud,
            InstanceIdentity identity,
            EffectiveConfiguration effective) {}

    /** From the start of a TaskManager to its end. */
    private static int serve(
            Start start, Map<String, String> environment, Reserve reserve, long begun) {
        EffectiveConfiguration effective = start.effective;
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        POOL + start.cloud.notices().size(), DaemonThreads.named("spillway-call"));
        Optional<Path> leaderFile =
                start.ha.map(settled -> besideTaskManager(start.identity, "leader", environment));
        Path registeredFile = besideTaskManager(start.identity, "registered", environment);
        RegisteredFile registered = new RegisteredFile(registeredFile);
        leaderFile.ifPresent(path -> new LeaderFile(path).write(Optional.empty()));
        TaskManagerCommand command =
                TaskManagerCommand.of(
                        start.file,
                        effective,
                        surroundings(environment, leaderFile, registeredFile));
        TaskManagerLauncher launcher =
                new EarlyLaunch(
                        new JvmTaskManagerLauncher(command, effective.temporary(), registered),
                        pool);
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("spillway-agent"));
        AgentThread thread = new AgentThread(scheduler, pool, SystemClock.getInstance());
        Member member = new Member(start.identity, effective.resourceId(), effective.slots());
        Agent agent =
                Guice.createInjector(
                                new AgentModule(
                                        thread,
                                        start.settings,
                                        member,
                                        start.cloud,
                                        start.endpoint,
                                        leaderFile.map(LeaderFile::new),
                                        launcher))
                        .getInstance(Agent.class);
        ShutdownSignals.install(
                signal -> {
                    reserve.signalled(signal);
                    agent.signalled(signal);
                });
        agent.start(begun);
        int code = agent.exit().join();
        scheduler.shutdownNow();
        pool.shutdownNow();
        effective.temporary().ifPresent(AgentMain::delete);
        leaderFile.ifPresent(path -> new LeaderFile(path).write(Optional.empty()));
        registered.delete();
        return code;
    }

    /**
     * Not in the TaskManager's own folder, which is deleted with it. Where {@code TMPDIR} says,
     * which Java by itself doesn't look at: what a killed agent leaves there goes with its machine.
     */
    private static Path besideTaskManager(
            InstanceIdentity identity, String name, Map<String, String> environment) {
        return Path.of(
                environment.getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir")),
                "spillway-" + identity.id() + "." + name);
    }

    private static TaskManagerCommand.Surroundings surroundings(
            Map<String, String> environment, Optional<Path> leaderFile, Path registeredFile) {
        String home = environment.get(ConfigurationFile.HOME_VARIABLE);
        String folder =
                environment.getOrDefault("SPILLWAY_LOG_DIR", home == null ? "log" : home + "/log");
        String log =
                environment.getOrDefault("SPILLWAY_TASKMANAGER_LOG", folder + "/taskmanager.log");
        return new TaskManagerCommand.Surroundings(
                System.getProperty("java.home"),
                environment.getOrDefault(
                        "SPILLWAY_TASKMANAGER_CLASS_PATH",
                        home == null ? System.getProperty("java.class.path") : home + "/lib/*"),
                readable(environment.get("SPILLWAY_TASKMANAGER_ARCHIVE")),
                readable(environment.get("SPILLWAY_FIRST_JOB_CLASSES")),
                readable(environment.get("SPILLWAY_RPC_SYSTEM")),
                leaderFile,
                registeredFile,
                Path.of(log).toAbsolutePath());
    }

    private static Optional<Path> readable(String file) {
        return Optional.ofNullable(file).map(Path::of).filter(Files::isReadable);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // Temporary files; the system will see to them.
        }
    }
}
