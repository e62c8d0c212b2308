package io.spillway.jobmanager.scheduling;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.jobmanager.slots.TaskManagerGateway;
import org.apache.flink.runtime.messages.Acknowledge;

/**
 * Stops the sources of one deployment for good, right where a checkpoint's barrier is: so nothing
 * comes behind the barrier that would be processed again after a restart from it.
 *
 * <p>A source stops emitting when it is told to take a synchronous savepoint. The one that it is
 * told of here has an id that is older than any checkpoint's, so that no barrier leaves for it and
 * nothing is written; its stop is all that remains. The checkpoint's own trigger takes the same way
 * to the same task, directly before or behind it. Stopped sources can't be set going again: the job
 * has to be restarted.
 *
 * <p>Armed and withdrawn on the job's main thread; Flink triggers checkpoints on its checkpoint
 * timer.
 */
final class SourceStop {

    /** On which side of the barrier the sources stop. */
    enum Order {
        /** Nothing at all comes behind the barrier. */
        BEFORE_THE_BARRIER,
        /**
         * Some records may slip in between. For state that a checkpoint may not contain if some
         * tasks have stopped in it and others haven't.
         */
        BEHIND_THE_BARRIER
    }

    private enum Phase {
        IDLE,
        ARMED,
        STOPPED
    }

    /** Older than any checkpoint, which makes every task skip it. */
    private static final long STALE_ID = -1;

    private static final SavepointType STOPPING =
            SavepointType.suspend(SavepointFormatType.CANONICAL);

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);
    private volatile Order order = Order.BEFORE_THE_BARRIER;
    private volatile Consumer<OptionalLong> onStopped = checkpoint -> {};
    private volatile OptionalLong last = OptionalLong.empty();
    private long passed = STALE_ID;

    /**
     * From now on a checkpoint's trigger stops the sources.
     *
     * @param newOnStopped is told when the first of them is, by the thread that triggers; at once
     *     when they have stopped before. It gets the id of the checkpoint after whose barrier none
     *     of them emits anything; empty when one had been triggered already, and it is the next
     */
    void arm(Order newOrder, Consumer<OptionalLong> newOnStopped) {
        order = newOrder;
        onStopped = newOnStopped;
        phase.compareAndSet(Phase.IDLE, Phase.ARMED);
        if (haveStopped()) {
            newOnStopped.accept(last);
        }
    }

    /** Whether they have been told to stop. */
    boolean haveStopped() {
        return phase.get() == Phase.STOPPED;
    }

    /**
     * Lets the sources run on, if that is still possible.
     *
     * @return false when they have been told to stop
     */
    boolean withdraw() {
        phase.compareAndSet(Phase.ARMED, Phase.IDLE);
        return phase.get() == Phase.IDLE;
    }

    /**
     * Triggers a checkpoint at a source task; when armed, its barrier is the last that it emits.
     */
    CompletableFuture<Acknowledge> trigger(
            TaskManagerGateway gateway,
            ExecutionAttemptID source,
            JobID job,
            long checkpointId,
            long timestamp,
            CheckpointOptions options) {
        if (options.getCheckpointType().isSavepoint() || !stops(checkpointId)) {
            passed = checkpointId;
            return gateway.triggerCheckpoint(source, job, checkpointId, timestamp, options);
        }
        CheckpointOptions aligned = aligned(options);
        CheckpointOptions stop =
                CheckpointOptions.alignedNoTimeout(STOPPING, options.getTargetLocation());
        if (order == Order.BEHIND_THE_BARRIER) {
            CompletableFuture<Acknowledge> triggered =
                    gateway.triggerCheckpoint(source, job, checkpointId, timestamp, aligned);
            return triggered.thenCombine(
                    gateway.triggerCheckpoint(source, job, STALE_ID, timestamp, stop),
                    (ack, alsoStopped) -> ack);
        }
        return gateway.triggerCheckpoint(source, job, STALE_ID, timestamp, stop)
                .thenCombine(
                        gateway.triggerCheckpoint(source, job, checkpointId, timestamp, aligned),
                        (alsoStopped, ack) -> ack);
    }

    private boolean stops(long checkpointId) {
        if (phase.compareAndSet(Phase.ARMED, Phase.STOPPED)) {
            last = passed == checkpointId ? OptionalLong.empty() : OptionalLong.of(checkpointId);
            onStopped.accept(last);
        }
        return haveStopped();
    }

    /**
     * An unaligned barrier overtakes records, which are then in the checkpoint and are processed
     * behind it all the same: once now, and once after the restart.
     */
    private static CheckpointOptions aligned(CheckpointOptions options) {
        return options.isUnalignedCheckpoint() || options.isTimeoutable()
                ? CheckpointOptions.alignedNoTimeout(
                        options.getCheckpointType(), options.getTargetLocation())
                : options;
    }
}
