package io.spillway.checkpoint.testing.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.checkpoint.testing.PluginFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.util.Reference;
import org.awaitility.Awaitility;

/** Flink in this process with the file system of the plugin folder. */
public final class JobCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int SLOTS = 3;

    /** One for all clusters: its class loader must not be closed while threads end. */
    private static final RpcSystem RPC = RpcSystem.load();

    private final MiniCluster cluster;

    private JobCluster(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Starts one.
     *
     * @param fileSystems what they need to find their store
     * @param temporary for what TaskManagers keep on their disk
     */
    public static JobCluster start(Configuration fileSystems, Path temporary) throws Exception {
        // Where a plugin that uploads from temporary files would put them: nothing can be there.
        Configuration nowhere = new Configuration(fileSystems);
        nowhere.set(CoreOptions.TMP_DIRS, "/dev/null/nothing");
        FileSystem.initialize(nowhere, PluginFolder.load());
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.TMP_DIRS, temporary.toString());
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(96));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(SLOTS)
                                .withRandomPorts()
                                .build(),
                        () -> Reference.borrowed(RPC));
        cluster.start();
        return new JobCluster(cluster);
    }

    /** Runs a job, from a checkpoint or savepoint perhaps. */
    public JobID run(JobGraph job, Optional<String> from) throws Exception {
        from.ifPresent(
                path -> job.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(path)));
        return cluster.submitJob(job).get().getJobID();
    }

    /** Waits for the job's end. */
    public void awaitFinished(JobID job) throws Exception {
        var result = cluster.requestJobResult(job).get();
        assertThat(result.getSerializedThrowable()).isEmpty();
        assertThat(result.getJobStatus()).contains(JobStatus.FINISHED);
    }

    /** Waits until all its tasks run. */
    public void awaitRunning(JobID job) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () ->
                                cluster.getExecutionGraph(job).get().getState() == JobStatus.RUNNING
                                        && allRunning(job));
    }

    private boolean allRunning(JobID job) throws Exception {
        for (var vertex : cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    /** Waits until that many more checkpoints are complete; answers the last. */
    public CompletedCheckpointStats awaitCheckpoints(JobID job, int more) throws Exception {
        long id = lastCheckpoint(job).map(CompletedCheckpointStats::getCheckpointId).orElse(0L);
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () ->
                                lastCheckpoint(job)
                                        .filter(last -> last.getCheckpointId() >= id + more)
                                        .isPresent());
        return lastCheckpoint(job).orElseThrow();
    }

    private Optional<CompletedCheckpointStats> lastCheckpoint(JobID job)
            throws ExecutionException, InterruptedException {
        return Optional.ofNullable(
                        cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot())
                .map(stats -> stats.getHistory().getLatestCompletedCheckpoint());
    }

    /** Takes a checkpoint now. */
    public void checkpoint(JobID job) throws Exception {
        cluster.triggerCheckpoint(job).get();
    }

    /** Ends the job; its last checkpoint stays. */
    public String cancel(JobID job) throws Exception {
        cluster.cancelJob(job).get();
        assertThat(cluster.requestJobResult(job).get().getJobStatus()).contains(JobStatus.CANCELED);
        return lastCheckpoint(job).orElseThrow().getExternalPath();
    }

    /** Ends the job by a savepoint. */
    public String stop(JobID job, String directory) throws Exception {
        return cluster.stopWithSavepoint(job, directory, false, SavepointFormatType.CANONICAL)
                .get();
    }

    @Override
    public void close() throws Exception {
        cluster.closeAsync().get();
        FileSystem.initialize(new Configuration(), null);
    }
}
