package io.spillway.agent.rehearsal;

import io.spillway.plugins.PreparedRpcSystemLoader;
import io.spillway.settings.ExporterOptions;
import io.spillway.settings.FleetDefaults;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.util.Reference;

/**
 * Goes once through what the JVMs of JobManager and TaskManagers do from their start until they
 * have restored a job: a cluster of a JobManager and two TaskManagers in this JVM, which talk over
 * TCP on loopback, and a small job with keyed state that is checkpointed, fails, and is restored,
 * once for each state backend.
 *
 * <p>Run with {@code -XX:ArchiveClassesAtExit}, the JVM leaves what it loaded behind as an archive
 * for class-data sharing: a process that is started with it maps those classes, parsed and
 * verified, instead of reading and verifying them while its first job, or its first move, waits.
 * ({@code spillway prepare} does that; JEP 350.) The archive fits the JDK and the class path that
 * made it; the JVM checks both, and ignores one that doesn't fit.
 */
public final class Rehearsal {
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(300);

    /** In Flink's jar flink-rpc-akka-loader, as its own loader knows it. */
    private static final String RPC_SYSTEM = "flink-rpc-akka.jar";

    private Rehearsal() {}

    /**
     * Loaded when the cluster is there and its first job comes. What the JVM's log of loaded
     * classes has between this and {@link Rest} is what a TaskManager's first job needs.
     */
    private static final class FirstJob {
        private static void begins() {}
    }

    /** Loaded when the jobs are done, and what is left is loaded for completeness. */
    private static final class Rest {
        private static void begins() {}
    }

    /**
     * Rehearses. Blocks for some seconds.
     *
     * @param arguments a folder for temporary files, then what else is to be loaded of the class
     *     path: jars, of which all classes are, and lists of classes. They are those of connectors,
     *     which a rehearsal without their outside system can't run. The RPC system is unpacked to
     *     where {@link PreparedRpcSystemLoader#PROPERTY} says, which must be set
     */
    public static void main(String[] arguments) throws Exception {
        Path temporary = Path.of(arguments[0]);
        List<Path> libraries =
                Arrays.stream(arguments).skip(1).filter(a -> !a.isEmpty()).map(Path::of).toList();
        unpackRpcSystem();
        // Not each cluster its own: its class loader would be closed under threads that are on
        // their way out, and one that misses a class then ends this process.
        RpcSystem rpc = RpcSystem.load();
        for (String backend : List.of("hashmap", "rocksdb")) {
            run(backend, temporary.resolve(backend), rpc);
        }
        LibraryClasses lists =
                LibraryClasses.load(libraries.stream().filter(LibraryClasses::isList).toList());
        Rest.begins();
        LibraryClasses jars =
                LibraryClasses.load(
                        libraries.stream().filter(f -> !LibraryClasses.isList(f)).toList());
        Class.forName(TaskManagerRunner.class.getName());
        // Spillway's own scheduler isn't at work here.
        Path own =
                Path.of(
                        Rehearsal.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        if (Files.isRegularFile(own)) {
            LibraryClasses.load(List.of(own));
        }
        System.out.printf(
                "Rehearsed; %d classes of connectors loaded, %d left out.%n",
                lists.loaded() + jars.loaded(), lists.leftOut() + jars.leftOut());
        // Threads of the cluster may linger.
        System.exit(0);
    }

    /** To where {@link PreparedRpcSystemLoader} looks for it, in this process already. */
    private static void unpackRpcSystem() throws IOException {
        try (InputStream jar = RpcSystem.class.getClassLoader().getResourceAsStream(RPC_SYSTEM)) {
            if (jar == null) {
                throw new FileNotFoundException(RPC_SYSTEM + " isn't in the class path");
            }
            Files.copy(jar, Path.of(System.getProperty(PreparedRpcSystemLoader.PROPERTY)));
        }
    }

    private static void run(String backend, Path temporary, RpcSystem rpc) throws Exception {
        Configuration configuration = configuration(backend, temporary);
        PluginUtils.createPluginManagerFromRootFolder(configuration);
        MiniClusterConfiguration cluster =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(configuration)
                        .setNumTaskManagers(2)
                        .setNumSlotsPerTaskManager(1)
                        .setRpcServiceSharing(RpcServiceSharing.DEDICATED)
                        .build();
        try (MiniCluster miniCluster = new MiniCluster(cluster, () -> Reference.borrowed(rpc))) {
            miniCluster.start();
            // Before the graph is made: that refers to classes that only tasks use.
            FirstJob.begins();
            JobID job = miniCluster.submitJob(RehearsalJob.graph(configuration)).get().getJobID();
            miniCluster
                    .requestJobResult(job)
                    .get()
                    .toJobExecutionResult(Rehearsal.class.getClassLoader());
        }
    }

    private static Configuration configuration(String backend, Path temporary) {
        Configuration configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                temporary.resolve("checkpoints").toUri().toString());
        configuration.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
        configuration.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        configuration.set(CoreOptions.TMP_DIRS, temporary.toString());
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(TaskManagerOptions.BIND_HOST, "localhost");
        FleetDefaults.exporter().forEach(d -> d.applyIfAbsent(configuration));
        configuration.set(ExporterOptions.PORT, "0");
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(8));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(8));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(32));
        return configuration;
    }
}
