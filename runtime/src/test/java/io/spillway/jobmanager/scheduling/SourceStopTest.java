package io.spillway.jobmanager.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.scheduling.SourceStop.Order;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.jobmanager.slots.TaskManagerGateway;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.junit.jupiter.api.Test;

/** Which calls a source gets. */
class SourceStopTest {

    private static final CheckpointStorageLocationReference WHERE =
            CheckpointStorageLocationReference.getDefault();
    private static final CheckpointOptions ALIGNED =
            CheckpointOptions.alignedNoTimeout(CheckpointType.CHECKPOINT, WHERE);

    private record Call(long checkpointId, CheckpointOptions options) {}

    private final List<Call> calls = new ArrayList<>();
    private final TaskManagerGateway gateway =
            (TaskManagerGateway)
                    Proxy.newProxyInstance(
                            SourceStopTest.class.getClassLoader(),
                            new Class<?>[] {TaskManagerGateway.class},
                            (proxy, method, arguments) -> {
                                assertThat(method.getName()).isEqualTo("triggerCheckpoint");
                                calls.add(
                                        new Call(
                                                (Long) arguments[2],
                                                (CheckpointOptions) arguments[4]));
                                return CompletableFuture.completedFuture(Acknowledge.get());
                            });
    private final SourceStop sources = new SourceStop();
    private final List<OptionalLong> told = new ArrayList<>();

    private void trigger(long id, CheckpointOptions options) {
        assertThat(
                        sources.trigger(
                                gateway,
                                ExecutionAttemptID.randomId(),
                                new JobID(),
                                id,
                                1000,
                                options))
                .isCompletedWithValue(Acknowledge.get());
    }

    private List<Long> ids() {
        return calls.stream().map(Call::checkpointId).toList();
    }

    @Test
    void anOrdinaryCheckpointIsLeftAlone() {
        trigger(7, ALIGNED);
        assertThat(calls).containsExactly(new Call(7, ALIGNED));
        assertThat(sources.withdraw()).isTrue();
    }

    @Test
    void whenArmedEachSourceIsToldToStopBeforeTheBarrier() {
        sources.arm(Order.BEFORE_THE_BARRIER, told::add);
        trigger(7, ALIGNED);
        trigger(7, ALIGNED);
        assertThat(ids()).containsExactly(-1L, 7L, -1L, 7L);
        SavepointType stop = (SavepointType) calls.get(0).options().getCheckpointType();
        assertThat(stop.isSynchronous()).isTrue();
        assertThat(stop.shouldDrain()).as("neither ends watermarks nor fires timers").isFalse();
        assertThat(calls.get(1).options()).isEqualTo(ALIGNED);
    }

    @Test
    void whoArmedItIsToldOnceThatTheSourcesStop() {
        sources.arm(Order.BEFORE_THE_BARRIER, told::add);
        assertThat(told).isEmpty();
        assertThat(sources.haveStopped()).isFalse();
        trigger(7, ALIGNED);
        trigger(7, ALIGNED);
        assertThat(told).containsExactly(OptionalLong.of(7));
        assertThat(sources.haveStopped()).isTrue();
        sources.arm(Order.BEFORE_THE_BARRIER, told::add);
        assertThat(told)
                .as("they had stopped before")
                .containsExactly(OptionalLong.of(7), OptionalLong.of(7));
    }

    @Test
    void aCheckpointThatASourceHasPassedBeforeIsNotTheLast() {
        trigger(7, ALIGNED);
        sources.arm(Order.BEFORE_THE_BARRIER, told::add);
        trigger(7, ALIGNED);
        trigger(8, ALIGNED);
        assertThat(ids()).containsExactly(7L, -1L, 7L, -1L, 8L);
        assertThat(told).containsExactly(OptionalLong.empty());
    }

    @Test
    void orBehindIt() {
        sources.arm(Order.BEHIND_THE_BARRIER, told::add);
        trigger(7, ALIGNED);
        assertThat(ids()).containsExactly(7L, -1L);
    }

    @Test
    void noBarrierOvertakesRecords() {
        sources.arm(Order.BEFORE_THE_BARRIER, told::add);
        trigger(7, CheckpointOptions.unaligned(CheckpointType.CHECKPOINT, WHERE));
        trigger(7, CheckpointOptions.alignedWithTimeout(CheckpointType.CHECKPOINT, WHERE, 500));
        assertThat(calls.get(1).options()).isEqualTo(ALIGNED);
        assertThat(calls.get(3).options()).isEqualTo(ALIGNED);
    }

    @Test
    void aSavepointOfTheUsersStopsNothing() {
        sources.arm(Order.BEFORE_THE_BARRIER, told::add);
        CheckpointOptions savepoint =
                CheckpointOptions.alignedNoTimeout(
                        SavepointType.savepoint(SavepointFormatType.CANONICAL), WHERE);
        trigger(7, savepoint);
        assertThat(calls).containsExactly(new Call(7, savepoint));
        assertThat(sources.withdraw()).isTrue();
    }

    @Test
    void withdrawnInTimeItStopsNothing() {
        sources.arm(Order.BEFORE_THE_BARRIER, told::add);
        assertThat(sources.withdraw()).isTrue();
        trigger(7, ALIGNED);
        assertThat(ids()).containsExactly(7L);
    }

    @Test
    void onceStoppedThereIsNoWayBack() {
        sources.arm(Order.BEFORE_THE_BARRIER, told::add);
        trigger(7, ALIGNED);
        assertThat(sources.withdraw()).isFalse();
        sources.arm(Order.BEFORE_THE_BARRIER, told::add);
        assertThat(sources.withdraw()).isFalse();
        trigger(8, ALIGNED);
        assertThat(ids()).as("one that comes later, too").containsExactly(-1L, 7L, -1L, 8L);
    }
}
