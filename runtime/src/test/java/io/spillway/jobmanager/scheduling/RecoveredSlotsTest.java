package io.spillway.jobmanager.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobmanager.scheduler.SlotSharingGroup;
import org.junit.jupiter.api.Test;

class RecoveredSlotsTest {
    private final SlotSharingGroup shared = new SlotSharingGroup();
    private final JobVertex source = vertex("source", shared);
    private final JobVertex sink = vertex("sink", shared);
    private final JobVertex apart = vertex("apart", new SlotSharingGroup());

    private static JobVertex vertex(String name, SlotSharingGroup group) {
        JobVertex vertex = new JobVertex(name);
        vertex.setSlotSharingGroup(group);
        return vertex;
    }

    private static OperatorState state(JobVertex vertex, int parallelism) {
        return new OperatorState(
                null,
                null,
                OperatorID.fromJobVertexID(vertex.getID()),
                parallelism,
                Math.max(128, parallelism));
    }

    private static JobGraph job(JobVertex... vertices) {
        JobGraph job = new JobGraph("job");
        List.of(vertices).forEach(job::addVertex);
        return job;
    }

    @Test
    void aSharingGroupHasAsManyAsItsWidestVertex() {
        assertThat(
                        RecoveredSlots.slotsOf(
                                job(source, sink), List.of(state(source, 2), state(sink, 7))))
                .hasValue(7);
    }

    @Test
    void groupsAddUp() {
        assertThat(
                        RecoveredSlots.slotsOf(
                                job(source, sink, apart),
                                List.of(state(source, 2), state(sink, 7), state(apart, 3))))
                .hasValue(10);
    }

    @Test
    void whatIsOfNoVertexDoesNotCount() {
        assertThat(RecoveredSlots.slotsOf(job(source), List.of(state(source, 2), state(sink, 7))))
                .hasValue(2);
        assertThat(RecoveredSlots.slotsOf(job(source), List.of(state(sink, 7)))).isEmpty();
        assertThat(RecoveredSlots.slotsOf(job(source), List.of())).isEmpty();
    }
}
