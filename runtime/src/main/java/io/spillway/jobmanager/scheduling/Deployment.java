package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.drain.CheckpointInProgress;
import io.spillway.jobmanager.fleet.JobTasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.clusterframework.types.AllocationID;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.Execution;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.ExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobmaster.LogicalSlot;
import org.apache.flink.runtime.scheduler.ExecutionGraphHandler;
import org.apache.flink.runtime.scheduler.OperatorCoordinatorHandler;
import org.apache.flink.runtime.scheduler.adaptive.allocator.VertexParallelism;
import org.apache.flink.runtime.scheduler.exceptionhistory.ExceptionHistoryEntry;

/**
 * The tasks of a job as they were deployed last, and what Flink wants back when they restart.
 * Confined to the JobMaster's main thread.
 */
final class Deployment {

    private final ExecutionGraph graph;
    private final ExecutionGraphHandler handler;
    private final OperatorCoordinatorHandler coordinators;
    private final List<ExceptionHistoryEntry> failures;
    private final SourceStop sources;
    private final Set<ExecutionAttemptID> notRunningYet = new HashSet<>();
    private final JobTasks tasks;

    Deployment(
            ExecutionGraph graph,
            ExecutionGraphHandler handler,
            OperatorCoordinatorHandler coordinators,
            List<ExceptionHistoryEntry> failures,
            SourceStop sources) {
        this.graph = graph;
        this.handler = handler;
        this.coordinators = coordinators;
        this.failures = failures;
        this.sources = sources;
        for (ExecutionVertex vertex : graph.getAllExecutionVertices()) {
            Execution attempt = vertex.getCurrentExecutionAttempt();
            if (!isUp(attempt.getState())) {
                notRunningYet.add(attempt.getAttemptId());
            }
        }
        List<JobTasks.Vertex> vertices = new ArrayList<>();
        graph.getVerticesTopologically().forEach(vertex -> vertices.add(tasksOf(vertex)));
        tasks = new JobTasks(vertices);
    }

    private static JobTasks.Vertex tasksOf(ExecutionJobVertex vertex) {
        return new JobTasks.Vertex(
                vertex.getJobVertexId().toString(),
                vertex.getName(),
                vertex.getMaxParallelism(),
                vertex.getInputs().stream()
                        .map(input -> input.getProducer().getJobVertexId().toString())
                        .distinct()
                        .toList(),
                Stream.of(vertex.getTaskVertices())
                        .mapToInt(task -> task.getCurrentExecutionAttempt().getAttemptNumber())
                        .toArray());
    }

    ExecutionGraph graph() {
        return graph;
    }

    ExecutionGraphHandler handler() {
        return handler;
    }

    OperatorCoordinatorHandler coordinators() {
        return coordinators;
    }

    List<ExceptionHistoryEntry> failures() {
        return failures;
    }

    /** Whether every task has come up. */
    boolean isRunning() {
        return notRunningYet.isEmpty();
    }

    /** What runs, once every task has come up; null until then. */
    JobTasks runningTasks() {
        return isRunning() ? tasks : null;
    }

    /**
     * Notes a task's new state.
     *
     * @return whether it was the last one that had to come up
     */
    boolean nowRunsBy(ExecutionAttemptID task, ExecutionState state) {
        if (state == ExecutionState.FINISHED) {
            tasks.finished(task.getJobVertexId().toString(), task.getSubtaskIndex());
        }
        return isUp(state) && notRunningYet.remove(task) && notRunningYet.isEmpty();
    }

    private static boolean isUp(ExecutionState state) {
        return state == ExecutionState.RUNNING || state == ExecutionState.FINISHED;
    }

    /** How many slots have an unfinished task, by TaskManager. */
    Map<String, Integer> slotsInUse() {
        Map<String, Set<AllocationID>> slots = new HashMap<>();
        for (ExecutionVertex vertex : graph.getAllExecutionVertices()) {
            Execution attempt = vertex.getCurrentExecutionAttempt();
            LogicalSlot slot = attempt.getAssignedResource();
            if (slot != null && !attempt.getState().isTerminal()) {
                slots.computeIfAbsent(
                                slot.getTaskManagerLocation().getResourceID().toString(),
                                id -> new HashSet<>())
                        .add(slot.getAllocationId());
            }
        }
        Map<String, Integer> counts = new HashMap<>();
        slots.forEach((taskManager, ids) -> counts.put(taskManager, ids.size()));
        return counts;
    }

    /** The highest parallelism among the vertices. */
    int parallelism() {
        return graph.getAllVertices().values().stream()
                .mapToInt(ExecutionJobVertex::getParallelism)
                .max()
                .orElse(0);
    }

    /** The highest parallelism among the vertices of a plan. */
    static int highest(VertexParallelism parallelism) {
        return parallelism.getVertices().stream()
                .mapToInt(parallelism::getParallelism)
                .max()
                .orElse(0);
    }

    /** Whether some vertex would run at a higher parallelism than now. */
    boolean isBelow(VertexParallelism available) {
        Map<JobVertexID, ExecutionJobVertex> current = graph.getAllVertices();
        return available.getVertices().stream()
                .anyMatch(v -> available.getParallelism(v) > current.get(v).getParallelism());
    }

    boolean takesCheckpoints() {
        return graph.getCheckpointCoordinator() != null;
    }

    /** Whether there is a completed checkpoint or savepoint to restart from. */
    boolean hasCompletedCheckpoint() {
        CheckpointCoordinator coordinator = graph.getCheckpointCoordinator();
        return coordinator != null
                && coordinator.getCheckpointStore().getNumberOfRetainedCheckpoints() > 0;
    }

    /** Whether the sources can be stopped for a move. */
    boolean canStopSources(SourceStopCheck check) {
        return check.canStop(graph);
    }

    /**
     * The oldest checkpoint or savepoint that these tasks are taking; empty when there is none.
     *
     * @param nowMillis of the clock that checkpoints' timestamps are by
     */
    Optional<CheckpointInProgress> checkpointInProgress(long nowMillis) {
        Collection<PendingCheckpoint> pending = pendingCheckpoints();
        boolean isFull =
                pending.size()
                        >= graph.getCheckpointCoordinatorConfiguration()
                                .getMaxConcurrentCheckpoints();
        boolean isSavepoint = pending.stream().anyMatch(each -> !each.canBeSubsumed());
        return pending.stream()
                .findFirst()
                .map(
                        oldest ->
                                new CheckpointInProgress(
                                        since(oldest.getCheckpointTimestamp(), nowMillis),
                                        isFull,
                                        isSavepoint));
    }

    /** A wall clock may have been set back. */
    private static Duration since(long timestamp, long nowMillis) {
        return Duration.ofMillis(Math.max(0, nowMillis - timestamp));
    }

    /** The oldest that may be restarted from, in the order of their triggers. */
    Optional<CompletableFuture<CompletedCheckpoint>> oldestInProgress() {
        return pendingCheckpoints().stream()
                .filter(PendingCheckpoint::canBeSubsumed)
                .findFirst()
                .map(PendingCheckpoint::getCompletionFuture);
    }

    /** The one with that id; empty when it has ended. */
    Optional<CompletableFuture<CompletedCheckpoint>> inProgress(long checkpointId) {
        return pendingCheckpoints().stream()
                .filter(each -> each.getCheckpointID() == checkpointId)
                .findFirst()
                .map(PendingCheckpoint::getCompletionFuture);
    }

    /** So that the next one begins. Nobody's savepoint is aborted, nor what stopped the sources. */
    void abortCheckpointsInProgress() {
        if (!sources.haveStopped()
                && pendingCheckpoints().stream().allMatch(PendingCheckpoint::canBeSubsumed)) {
            // Of all reasons one that Flink doesn't count as a failure of the job's checkpoints.
            graph.getCheckpointCoordinator()
                    .abortPendingCheckpoints(
                            new CheckpointException(CheckpointFailureReason.CHECKPOINT_SUBSUMED));
        }
    }

    private Collection<PendingCheckpoint> pendingCheckpoints() {
        CheckpointCoordinator coordinator = graph.getCheckpointCoordinator();
        return coordinator == null ? List.of() : coordinator.getPendingCheckpoints().values();
    }

    /**
     * From now on the sources stop with the next checkpoint.
     *
     * @param onStopped is told by another thread when they have been told to, and by which
     *     checkpoint, if all of them by one
     */
    void stopSources(SourceStopCheck check, Consumer<OptionalLong> onStopped) {
        List<CompletedCheckpoint> completed;
        try {
            completed = graph.getCheckpointCoordinator().getSuccessfulCheckpoints();
        } catch (Exception e) {
            // The store's interface allows for it; what it holds is in memory.
            completed = List.of();
        }
        sources.arm(check.order(graph, completed), onStopped);
    }

    /**
     * Lets the sources run on, if that is still possible.
     *
     * @return false when they have been stopped
     */
    boolean letSourcesRun() {
        return sources.withdraw();
    }
}
