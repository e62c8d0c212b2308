package io.spillway.spi.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import io.spillway.testing.FakeInstanceGroup;
import io.spillway.testing.FakeInstanceGroup.Fault;
import io.spillway.testing.InstanceGroupContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InstanceGroupTest {
    private static final OptionalInt NO_OPINION = OptionalInt.empty();

    @Nested
    class InMemory extends InstanceGroupContract {
        private final FakeInstanceGroup group = new FakeInstanceGroup(MIN, MAX);

        @Override
        protected InstanceGroup open() {
            for (int i = 0; i < SIZE; i++) {
                group.add("vm-" + i, i % 2 == 0 ? "zone-a" : "zone-b");
            }
            return group;
        }

        @Override
        protected void settle() {
            group.settle();
            group.settle();
        }

        @Override
        protected void resize(int size) {
            group.resize(size);
        }

        @Override
        protected void setPolicy(ScalingPolicy policy) {
            group.setPolicy(policy);
        }

        @Override
        protected void useNewTemplate() {
            group.useNewTemplate();
        }

        @Override
        protected boolean lose(Loss loss) {
            group.next(loss == Loss.REPLY ? Fault.REPLY_LOST : Fault.REQUEST_LOST);
            return true;
        }

        @Override
        protected void refuse() {
            group.refuse("403 from the fake");
        }

        @Override
        protected void throttle() {
            group.next(Fault.REFUSED);
        }
    }

    @Test
    void aRemovalThatIsLateIsTakenOnWhenItArrives() throws Exception {
        FakeInstanceGroup group = new FakeInstanceGroup(0, 3);
        group.add("vm-1", "zone-a");
        group.next(Fault.LATE);
        assertThat(group.remove(Set.of("vm-1"), Duration.ofSeconds(1)))
                .isInstanceOf(RemovalOutcome.Unknown.class);
        assertThat(group.describe(Duration.ofSeconds(1)).targetSize()).isOne();
        group.arrive();
        assertThat(group.describe(Duration.ofSeconds(1)).targetSize()).isZero();
    }

    @Test
    void aMachineThatIsLostIsReplaced() throws Exception {
        FakeInstanceGroup group = new FakeInstanceGroup(0, 3);
        group.add("vm-1", "zone-a");
        group.lose("vm-1");
        assertThat(group.describe(Duration.ofSeconds(1)).isGrowing()).isTrue();
        group.settle();
        assertThat(group.created()).hasSize(1);
    }

    @Test
    void aGroupIsConsistent() {
        InstanceGroupMember member = member("vm-1", State.RUNNING);
        assertThatThrownBy(
                        () ->
                                new InstanceGroupState(
                                        0,
                                        3,
                                        2,
                                        NO_OPINION,
                                        ScalingPolicy.NONE,
                                        List.of(member, member)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vm-1");
        assertThatThrownBy(
                        () ->
                                new InstanceGroupState(
                                        4, 3, 2, NO_OPINION, ScalingPolicy.NONE, List.of(member)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 to 3");
        assertThatThrownBy(
                        () ->
                                new InstanceGroupMember(
                                        "vm-1",
                                        Optional.empty(),
                                        Optional.empty(),
                                        -1,
                                        State.RUNNING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vm-1");
    }

    @Test
    void whatIsHeldBackOrLeavingDoesNotCount() {
        InstanceGroupState state =
                new InstanceGroupState(
                        0,
                        5,
                        2,
                        NO_OPINION,
                        ScalingPolicy.NONE,
                        List.of(
                                member("a", State.RUNNING),
                                member("b", State.RUNNING),
                                member("c", State.LEAVING),
                                member("d", State.HELD_BACK)));
        assertThat(state.size()).isEqualTo(2);
        assertThat(state.isGrowing()).isFalse();
        assertThat(state.member("d")).isPresent();
        assertThat(state.member("e")).isEmpty();
    }

    private static InstanceGroupMember member(String id, State state) {
        return new InstanceGroupMember(id, Optional.empty(), Optional.empty(), 0, state);
    }
}
