package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.fleet.JobTasks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
    private final Set<ExecutionAttemptID> notRunningYet = new HashSet<>();
    private final JobTasks tasks;

    Deployment(
            ExecutionGraph graph,
            ExecutionGraphHandler handler,
            OperatorCoordinatorHandler coordinators,
            List<ExceptionHistoryEntry> failures) {
        this.graph = graph;
        this.handler = handler;
        this.coordinators = coordinators;
        this.failures = failures;
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
}
