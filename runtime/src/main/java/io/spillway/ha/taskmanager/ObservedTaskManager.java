package io.spillway.ha.taskmanager;

import io.spillway.ha.ObjectStoreHaServices;
import io.spillway.settings.HaOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.core.security.FlinkSecurityManager;
import org.apache.flink.runtime.entrypoint.ClusterEntrypointUtils;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.security.SecurityConfiguration;
import org.apache.flink.runtime.security.SecurityUtils;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageLoader;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.runtime.util.JvmShutdownSafeguard;
import org.apache.flink.runtime.util.SignalHandler;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's TaskManager with heartbeats that tell the agent beside it when a JobManager has it, and,
 * where the leader is found through the object store, when that is lost. Does what {@link
 * TaskManagerRunner#main} does, which offers no place for them.
 */
public final class ObservedTaskManager {
    private static final Logger LOG = LoggerFactory.getLogger(TaskManagerRunner.class);

    /** The next one leads after one and a third, and needs some time to say so. */
    private static final int LEASES_WITHOUT_LEADER = 2;

    private ObservedTaskManager() {}

    /**
     * Runs it until it ends, and ends the process then.
     *
     * @param arguments those of {@link TaskManagerRunner#main}
     * @param leaderFile where to tell the agent who leads, if that is found through the object
     *     store
     * @param registered runs when a JobManager has it for the first time, on the thread that the
     *     TaskManager does everything on
     */
    public static void main(String[] arguments, Optional<Path> leaderFile, Runnable registered)
            throws Exception {
        EnvironmentInformation.logEnvironmentInfo(LOG, "TaskManager", arguments);
        SignalHandler.register(LOG);
        JvmShutdownSafeguard.installAsShutdownHook(LOG);
        Configuration configuration = TaskManagerRunner.loadConfiguration(arguments);
        FlinkSecurityManager.setFromConfiguration(configuration);
        PluginManager plugins = PluginUtils.createPluginManagerFromRootFolder(configuration);
        FileSystem.initialize(configuration, plugins);
        StateChangelogStorageLoader.initialize(plugins);
        ClusterEntrypointUtils.configureUncaughtExceptionHandler(configuration);
        SecurityUtils.install(new SecurityConfiguration(configuration));
        int code;
        try {
            code =
                    SecurityUtils.getInstalledContext()
                            .runSecured(() -> run(configuration, plugins, leaderFile, registered));
        } catch (Exception e) {
            LOG.error("The TaskManager failed", ExceptionUtils.stripExecutionException(e));
            code = TaskManagerRunner.FAILURE_EXIT_CODE;
        }
        System.exit(code);
    }

    private static int run(
            Configuration configuration,
            PluginManager plugins,
            Optional<Path> leaderFile,
            Runnable registered)
            throws Exception {
        TaskManagerRunner runner =
                new TaskManagerRunner(
                        configuration,
                        plugins,
                        factory(leaderFile.map(LeaderFile::new), registered));
        runner.start();
        try {
            return runner.getTerminationFuture().get().getExitCode();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The TaskManager failed", e.getCause());
        }
    }

    private static TaskManagerRunner.TaskExecutorServiceFactory factory(
            Optional<LeaderFile> leaderFile, Runnable registered) {
        AtomicBoolean isRegistered = new AtomicBoolean();
        Runnable found =
                () -> {
                    if (isRegistered.compareAndSet(false, true)) {
                        registered.run();
                    }
                };
        return (configuration,
                resourceId,
                rpcService,
                highAvailability,
                heartbeats,
                metrics,
                blobs,
                localOnly,
                externalResources,
                workingDirectory,
                fatalErrors,
                tokens) -> {
            HeartbeatServices observed;
            if (highAvailability instanceof ObjectStoreHaServices ours) {
                observed =
                        new ObservedHeartbeats(
                                heartbeats,
                                ours::leaderUnreachable,
                                () -> {
                                    found.run();
                                    ours.leaderReachable();
                                },
                                ours::leaderLeft,
                                ours::leaderIsThere,
                                configuration
                                        .get(HaOptions.LEASE.option())
                                        .multipliedBy(LEASES_WITHOUT_LEADER));
                // None answers yet: the first that is found is looked at until it does.
                ours.leaderUnreachable();
                leaderFile.ifPresent(file -> ours.watchRestAddress(file::write));
            } else {
                observed = ObservedHeartbeats.ofFlink(heartbeats, found);
            }
            return TaskManagerRunner.createTaskExecutorService(
                    configuration,
                    resourceId,
                    rpcService,
                    highAvailability,
                    observed,
                    metrics,
                    blobs,
                    localOnly,
                    externalResources,
                    workingDirectory,
                    fatalErrors,
                    tokens);
        };
    }
}
