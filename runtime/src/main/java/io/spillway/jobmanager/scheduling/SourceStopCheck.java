package io.spillway.jobmanager.scheduling;

import io.spillway.jobmanager.scheduling.SourceStop.Order;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.ExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the sources of a job can be stopped by a {@link SourceStop}, and on which side; says in
 * the log, once, why not. Confined to the JobMaster's main thread.
 */
final class SourceStopCheck {

    private static final Logger LOG = LoggerFactory.getLogger(SourceStopCheck.class);

    /** The task of a source with splits; others don't stop on demand, or let records slip. */
    private static final String STOPPABLE =
            "org.apache.flink.streaming.runtime.tasks.SourceOperatorStreamTask";

    /** May have a source chained to it that is no task of its own. */
    private static final String MULTIPLE_INPUTS =
            "org.apache.flink.streaming.runtime.tasks.MultipleInputStreamTask";

    private final String job;
    private boolean logged;

    SourceStopCheck(String job) {
        this.job = job;
    }

    /** Whether the sources can be stopped now. */
    boolean canStop(ExecutionGraph graph) {
        Optional<String> obstacle = obstacle(graph);
        obstacle.ifPresent(
                why -> logOnce("Job {} can't be moved without processing anything again: {}", why));
        return obstacle.isEmpty();
    }

    private void logOnce(String message, String why) {
        if (!logged) {
            logged = true;
            LOG.info(message, job, why);
        }
    }

    private static Optional<String> obstacle(ExecutionGraph graph) {
        if (graph.getCheckpointCoordinator() == null) {
            return Optional.of("it takes no checkpoints");
        }
        for (ExecutionJobVertex vertex : graph.getVerticesTopologically()) {
            JobVertex plan = vertex.getJobVertex();
            if (plan.isInputVertex() && !STOPPABLE.equals(plan.getInvokableClassName())) {
                return Optional.of("its source '" + plan.getName() + "' can't be stopped");
            }
            if (MULTIPLE_INPUTS.equals(plan.getInvokableClassName())) {
                return Optional.of("'" + plan.getName() + "' may have sources chained to it");
            }
        }
        for (ExecutionVertex task : graph.getAllExecutionVertices()) {
            if (task.getExecutionState() != ExecutionState.RUNNING) {
                return Optional.of("'" + task.getTaskNameWithSubtaskIndex() + "' doesn't run");
            }
        }
        return Optional.empty();
    }

    /**
     * On which side of the barrier the sources have to stop. A task that sees the stop before the
     * barrier says in its snapshot that it has finished; Flink refuses a checkpoint in which some
     * subtasks of a vertex say so and others don't, if the vertex has union list state.
     *
     * @param checkpoints completed ones, of which the last tells what state there is
     */
    Order order(ExecutionGraph graph, List<CompletedCheckpoint> checkpoints) {
        if (checkpoints.isEmpty()) {
            return Order.BEHIND_THE_BARRIER;
        }
        Map<OperatorID, OperatorState> states =
                checkpoints.get(checkpoints.size() - 1).getOperatorStates();
        Optional<ExecutionJobVertex> union =
                graph.getAllVertices().values().stream()
                        .filter(vertex -> vertex.getParallelism() > 1)
                        .filter(vertex -> hasUnionListState(vertex, states))
                        .findAny();
        union.ifPresent(
                vertex ->
                        logOnce(
                                "Job {} may process a few records again when it is moved: '{}' has union list state",
                                vertex.getName()));
        return union.isPresent() ? Order.BEHIND_THE_BARRIER : Order.BEFORE_THE_BARRIER;
    }

    private static boolean hasUnionListState(
            ExecutionJobVertex vertex, Map<OperatorID, OperatorState> states) {
        return vertex.getOperatorIDs().stream()
                .map(OperatorIDPair::getGeneratedOperatorID)
                .map(states::get)
                .filter(Objects::nonNull)
                .flatMap(operator -> operator.getStates().stream())
                .anyMatch(SourceStopCheck::hasUnionListState);
    }

    private static boolean hasUnionListState(OperatorSubtaskState state) {
        return Stream.concat(
                        state.getManagedOperatorState().stream(),
                        state.getRawOperatorState().stream())
                .filter(Objects::nonNull)
                .flatMap(handle -> handle.getStateNameToPartitionOffsets().values().stream())
                .anyMatch(meta -> meta.getDistributionMode() == OperatorStateHandle.Mode.UNION);
    }
}
