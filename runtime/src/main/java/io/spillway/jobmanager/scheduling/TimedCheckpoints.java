package io.spillway.jobmanager.scheduling;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.CheckpointIDCounter;
import org.apache.flink.runtime.checkpoint.CheckpointMetrics;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CheckpointStatsTracker;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.FailedCheckpointStats;
import org.apache.flink.runtime.checkpoint.PendingCheckpointStats;
import org.apache.flink.runtime.checkpoint.SubTaskInitializationMetrics;
import org.apache.flink.runtime.deployment.TaskDeploymentDescriptorFactory;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionStateUpdateListener;
import org.apache.flink.runtime.executiongraph.MarkPartitionFinishedStrategy;
import org.apache.flink.runtime.executiongraph.VertexAttemptNumberStore;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.scheduler.ExecutionGraphFactory;
import org.apache.flink.runtime.scheduler.VertexParallelismStore;
import org.apache.flink.runtime.scheduler.adaptivebatch.ExecutionPlanSchedulingContext;
import org.apache.flink.util.clock.Clock;
import org.slf4j.Logger;

/**
 * Flink's execution graphs of one job, and how long their checkpoints take until they can be
 * restored. By Flink's own statistics a checkpoint ends when the last task has acknowledged it; a
 * slow store takes as long again to take in its metadata, and what high availability keeps of it.
 * {@link #latest} may be asked by any thread.
 */
final class TimedCheckpoints implements ExecutionGraphFactory {
    private final ExecutionGraphFactory graphs;
    private final Clock clock;
    private volatile Duration latest = Duration.ZERO;

    /**
     * @param clock the one that checkpoints' timestamps are by
     */
    TimedCheckpoints(ExecutionGraphFactory graphs, Clock clock) {
        this.graphs = graphs;
        this.clock = clock;
    }

    /**
     * What the latest completed checkpoint took, from its trigger on; zero when there was none yet.
     * Savepoints aren't counted.
     */
    Duration latest() {
        return latest;
    }

    @Override
    public ExecutionGraph createAndRestoreExecutionGraph(
            JobGraph jobGraph,
            CompletedCheckpointStore completedCheckpointStore,
            CheckpointsCleaner checkpointsCleaner,
            CheckpointIDCounter checkpointIdCounter,
            CheckpointStatsTracker checkpointStatsTracker,
            TaskDeploymentDescriptorFactory.PartitionLocationConstraint partitionLocationConstraint,
            long initializationTimestamp,
            VertexAttemptNumberStore vertexAttemptNumberStore,
            VertexParallelismStore vertexParallelismStore,
            ExecutionStateUpdateListener executionStateUpdateListener,
            MarkPartitionFinishedStrategy markPartitionFinishedStrategy,
            ExecutionPlanSchedulingContext executionPlanSchedulingContext,
            Logger log)
            throws Exception {
        return graphs.createAndRestoreExecutionGraph(
                jobGraph,
                completedCheckpointStore,
                checkpointsCleaner,
                checkpointIdCounter,
                timed(checkpointStatsTracker),
                partitionLocationConstraint,
                initializationTimestamp,
                vertexAttemptNumberStore,
                vertexParallelismStore,
                executionStateUpdateListener,
                markPartitionFinishedStrategy,
                executionPlanSchedulingContext,
                log);
    }

    CheckpointStatsTracker timed(CheckpointStatsTracker tracker) {
        return new Tracker(tracker);
    }

    /** Flink reports a checkpoint when it has stored all of it. */
    private final class Tracker implements CheckpointStatsTracker {
        private final CheckpointStatsTracker tracker;

        Tracker(CheckpointStatsTracker tracker) {
            this.tracker = tracker;
        }

        @Override
        public void reportCompletedCheckpoint(CompletedCheckpointStats completed) {
            if (!completed.getProperties().isSavepoint()) {
                // The clock may have been set back.
                latest =
                        Duration.ofMillis(
                                Math.max(
                                        0,
                                        clock.absoluteTimeMillis()
                                                - completed.getTriggerTimestamp()));
            }
            tracker.reportCompletedCheckpoint(completed);
        }

        @Override
        public void reportRestoredCheckpoint(
                long checkpointId,
                CheckpointProperties properties,
                String externalPath,
                long stateSize) {
            tracker.reportRestoredCheckpoint(checkpointId, properties, externalPath, stateSize);
        }

        @Override
        public PendingCheckpointStats getPendingCheckpointStats(long checkpointId) {
            return tracker.getPendingCheckpointStats(checkpointId);
        }

        @Override
        public void reportIncompleteStats(
                long checkpointId, ExecutionAttemptID attempt, CheckpointMetrics metrics) {
            tracker.reportIncompleteStats(checkpointId, attempt, metrics);
        }

        @Override
        public void reportInitializationStarted(
                Set<ExecutionAttemptID> toInitialize, long initializationStartTs) {
            tracker.reportInitializationStarted(toInitialize, initializationStartTs);
        }

        @Override
        public void reportInitializationMetrics(
                ExecutionAttemptID attempt, SubTaskInitializationMetrics metrics) {
            tracker.reportInitializationMetrics(attempt, metrics);
        }

        @Override
        public PendingCheckpointStats reportPendingCheckpoint(
                long checkpointId,
                long triggerTimestamp,
                CheckpointProperties properties,
                Map<JobVertexID, Integer> vertexToDop) {
            return tracker.reportPendingCheckpoint(
                    checkpointId, triggerTimestamp, properties, vertexToDop);
        }

        @Override
        public void reportFailedCheckpoint(FailedCheckpointStats failed) {
            tracker.reportFailedCheckpoint(failed);
        }

        @Override
        public void reportFailedCheckpointsWithoutInProgress() {
            tracker.reportFailedCheckpointsWithoutInProgress();
        }

        @Override
        public CheckpointStatsSnapshot createSnapshot() {
            return tracker.createSnapshot();
        }
    }
}
