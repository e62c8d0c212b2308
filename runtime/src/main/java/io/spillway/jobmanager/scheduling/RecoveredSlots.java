package io.spillway.jobmanager.scheduling;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.checkpoint.CheckpointIDCounter;
import org.apache.flink.runtime.checkpoint.CheckpointRecoveryFactory;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobmanager.scheduler.SlotSharingGroup;
import org.apache.flink.runtime.state.SharedStateRegistryFactory;

/**
 * Flink's recovery of a job's checkpoints, and how many slots the job had when the latest one was
 * taken: nothing else tells a new leader. Confined to the thread that makes the scheduler.
 */
final class RecoveredSlots implements CheckpointRecoveryFactory {
    private final CheckpointRecoveryFactory recovery;
    private final JobGraph jobGraph;
    private OptionalInt slots = OptionalInt.empty();

    RecoveredSlots(CheckpointRecoveryFactory recovery, JobGraph jobGraph) {
        this.recovery = recovery;
        this.jobGraph = jobGraph;
    }

    /** Empty when no checkpoint was recovered. */
    OptionalInt slots() {
        return slots;
    }

    @Override
    public CompletedCheckpointStore createRecoveredCompletedCheckpointStore(
            JobID job,
            int maxRetained,
            SharedStateRegistryFactory sharedStates,
            Executor ioExecutor,
            RecoveryClaimMode claimMode)
            throws Exception {
        CompletedCheckpointStore store =
                recovery.createRecoveredCompletedCheckpointStore(
                        job, maxRetained, sharedStates, ioExecutor, claimMode);
        CompletedCheckpoint latest = store.getLatestCheckpoint();
        if (latest != null) {
            slots = slotsOf(jobGraph, latest.getOperatorStates().values());
        }
        return store;
    }

    /** Each slot runs one task of each vertex of its sharing group. */
    static OptionalInt slotsOf(JobGraph jobGraph, Iterable<OperatorState> states) {
        Map<Object, Integer> parallelism = new HashMap<>();
        for (OperatorState state : states) {
            parallelism.put(state.getOperatorID(), state.getParallelism());
        }
        Map<SlotSharingGroup, Integer> groups = new HashMap<>();
        for (JobVertex vertex : jobGraph.getVertices()) {
            vertex.getOperatorIDs().stream()
                    .map(each -> parallelism.get(each.getGeneratedOperatorID()))
                    .filter(Objects::nonNull)
                    .forEach(each -> groups.merge(vertex.getSlotSharingGroup(), each, Math::max));
        }
        int sum = groups.values().stream().mapToInt(Integer::intValue).sum();
        return sum == 0 ? OptionalInt.empty() : OptionalInt.of(sum);
    }

    @Override
    public CheckpointIDCounter createCheckpointIDCounter(JobID job) throws Exception {
        return recovery.createCheckpointIDCounter(job);
    }
}
