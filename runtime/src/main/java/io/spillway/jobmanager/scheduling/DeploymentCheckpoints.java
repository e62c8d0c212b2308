package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.drain.CheckpointInProgress;
import io.spillway.jobmanager.drain.JobCheckpoints;
import io.spillway.jobmanager.drain.TakenCheckpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.util.clock.Clock;

/**
 * The checkpoints of the tasks that were deployed last, while there are such tasks. Confined to the
 * JobMaster's main thread.
 */
final class DeploymentCheckpoints implements JobCheckpoints {

    private final Supplier<CompletableFuture<CompletedCheckpoint>> trigger;
    private final Supplier<Duration> latest;
    private final SourceStopCheck stopCheck;
    private final Executor mainThread;
    private final Clock clock;

    /** Null while nothing is deployed. */
    private ExecutionGraph graph;

    private SourceStop sources;

    /**
     * @param trigger asks Flink for a checkpoint as the job has configured it
     * @param latest what the latest completed one took
     * @param clock relative, and absolute by the one that checkpoints' timestamps are by
     */
    DeploymentCheckpoints(
            Supplier<CompletableFuture<CompletedCheckpoint>> trigger,
            Supplier<Duration> latest,
            SourceStopCheck stopCheck,
            Executor mainThread,
            Clock clock) {
        this.trigger = trigger;
        this.latest = latest;
        this.stopCheck = stopCheck;
        this.mainThread = mainThread;
        this.clock = clock;
    }

    /**
     * There are other tasks.
     *
     * @param newSources what stops their sources
     */
    void deployed(ExecutionGraph newGraph, SourceStop newSources) {
        graph = newGraph;
        sources = newSources;
    }

    /** There are no tasks any more. */
    void vacated() {
        graph = null;
        sources = null;
    }

    @Override
    public boolean areEnabled() {
        return graph != null && graph.getCheckpointCoordinator() != null;
    }

    @Override
    public boolean hasCompleted() {
        return areEnabled()
                && graph.getCheckpointCoordinator()
                                .getCheckpointStore()
                                .getNumberOfRetainedCheckpoints()
                        > 0;
    }

    @Override
    public Duration latestDuration() {
        return latest.get();
    }

    @Override
    public CompletionStage<TakenCheckpoint> take() {
        long askedAt = clock.relativeTimeMillis();
        return trigger.get()
                .thenApply(checkpoint -> taken(checkpoint, clock.relativeTimeMillis() - askedAt));
    }

    /**
     * What has passed since it was asked for may have a wait for others in it; what has passed
     * since its trigger is by a clock that may be set.
     */
    private TakenCheckpoint taken(CompletedCheckpoint checkpoint, long atMostMillis) {
        long sinceTrigger = clock.absoluteTimeMillis() - checkpoint.getTimestamp();
        return new TakenCheckpoint(
                checkpoint.getCheckpointID(),
                Duration.ofMillis(Math.max(0, Math.min(sinceTrigger, atMostMillis))));
    }

    private CompletionStage<TakenCheckpoint> taken(PendingCheckpoint other) {
        return other.getCompletionFuture()
                .thenApplyAsync(checkpoint -> taken(checkpoint, Long.MAX_VALUE), mainThread);
    }

    @Override
    public Optional<CheckpointInProgress> inProgress() {
        Collection<PendingCheckpoint> pending = pending(graph);
        if (pending.isEmpty()) {
            return Optional.empty();
        }
        long age = clock.absoluteTimeMillis() - pending.iterator().next().getCheckpointTimestamp();
        boolean isFull =
                pending.size()
                        >= graph.getCheckpointCoordinatorConfiguration()
                                .getMaxConcurrentCheckpoints();
        boolean isSavepoint = pending.stream().anyMatch(each -> !each.canBeSubsumed());
        return Optional.of(
                new CheckpointInProgress(
                        // A wall clock may have been set back.
                        Duration.ofMillis(Math.max(0, age)), isFull, isSavepoint));
    }

    @Override
    public CompletionStage<TakenCheckpoint> awaitInProgress() {
        return pending(graph).stream()
                .filter(PendingCheckpoint::canBeSubsumed)
                .findFirst()
                .map(this::taken)
                .orElseGet(this::take);
    }

    @Override
    public void abortInProgress() {
        if (!sources.haveStopped()
                && pending(graph).stream().allMatch(PendingCheckpoint::canBeSubsumed)) {
            // Of all reasons one that Flink doesn't count as a failure of the job's checkpoints.
            graph.getCheckpointCoordinator()
                    .abortPendingCheckpoints(
                            new CheckpointException(CheckpointFailureReason.CHECKPOINT_SUBSUMED));
        }
    }

    /** In the order of their triggers. */
    private static Collection<PendingCheckpoint> pending(ExecutionGraph of) {
        CheckpointCoordinator coordinator = of == null ? null : of.getCheckpointCoordinator();
        return coordinator == null ? List.of() : coordinator.getPendingCheckpoints().values();
    }

    @Override
    public boolean canStopSources() {
        return graph != null && stopCheck.canStop(graph);
    }

    @Override
    public CompletionStage<TakenCheckpoint> takeLast(Runnable stopped) {
        ExecutionGraph from = graph;
        FirstToComplete<TakenCheckpoint> last = new FirstToComplete<>();
        // One that was in the queue before ours stops the sources as well: ours has nothing new.
        stopSources(
                by ->
                        mainThread.execute(
                                () -> {
                                    by.ifPresent(
                                            id ->
                                                    pending(from).stream()
                                                            .filter(
                                                                    each ->
                                                                            each.getCheckpointID()
                                                                                    == id)
                                                            .map(this::taken)
                                                            .forEach(last::offer));
                                    stopped.run();
                                }));
        last.offer(take());
        return last.result();
    }

    /**
     * From now on the sources stop with the next checkpoint.
     *
     * @param onStopped is told by another thread when they have been told to, and by which
     *     checkpoint, if all of them by one
     */
    private void stopSources(Consumer<OptionalLong> onStopped) {
        List<CompletedCheckpoint> completed;
        try {
            completed = graph.getCheckpointCoordinator().getSuccessfulCheckpoints();
        } catch (Exception e) {
            // The store's interface allows for it; what it holds is in memory.
            completed = List.of();
        }
        sources.arm(stopCheck.order(graph, completed), onStopped);
    }

    @Override
    public boolean letSourcesRun() {
        return graph == null || sources.withdraw();
    }
}
