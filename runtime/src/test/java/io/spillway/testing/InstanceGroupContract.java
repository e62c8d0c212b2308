package io.spillway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import io.spillway.spi.cloud.RemovalOutcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link InstanceGroup} does: a plugin's test extends this. Each test has a group of its
 * own with {@value #SIZE} machines that run, {@value #MIN} to {@value #MAX} allowed, whose own
 * policy scales out only.
 */
public abstract class InstanceGroupContract {
    /** How many machines the group has. */
    protected static final int SIZE = 5;

    /** How many it must have. */
    protected static final int MIN = 1;

    /** How many it may have. */
    protected static final int MAX = 8;

    /** For one question. */
    protected static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** What becomes of the next removal. */
    public enum Loss {
        /** It doesn't reach the group. */
        REQUEST,
        /** The group takes it on, and its answer doesn't come back. */
        REPLY
    }

    private InstanceGroup group;

    /** Makes the group of a test, and the way to it. */
    protected abstract InstanceGroup open() throws Exception;

    /**
     * Returns when the group has done all that it had taken on: what is to go is gone, and what is
     * to come runs.
     */
    protected abstract void settle() throws Exception;

    /** Somebody wants that many machines. */
    protected abstract void resize(int size) throws Exception;

    /** Changes what the group's own policy may do. */
    protected abstract void setPolicy(ScalingPolicy policy) throws Exception;

    /** The group makes its machines from another template from now on; those it has stay. */
    protected abstract void useNewTemplate() throws Exception;

    /**
     * Loses the next removal, or what the group answers; false where that can't be brought about.
     */
    protected abstract boolean lose(Loss loss) throws Exception;

    /** From now on the cloud refuses every call. */
    protected abstract void refuse() throws Exception;

    /** The cloud refuses the next removal alone, because there are too many calls. */
    protected abstract void throttle() throws Exception;

    @BeforeEach
    final void openGroup() throws Exception {
        group = open();
    }

    @AfterEach
    final void closeGroup() {
        group.close();
    }

    @Test
    void tellsItsMachinesAndLimits() throws Exception {
        InstanceGroupState state = group.describe(TIMEOUT);
        assertThat(state.minSize()).isEqualTo(MIN);
        assertThat(state.maxSize()).isEqualTo(MAX);
        assertThat(state.targetSize()).isEqualTo(SIZE);
        assertThat(state.size()).isEqualTo(SIZE);
        assertThat(state.isGrowing()).isFalse();
        assertThat(state.members())
                .hasSize(SIZE)
                .allSatisfy(
                        member -> {
                            assertThat(member.id()).matches("[A-Za-z0-9._-]{1,128}");
                            assertThat(member.zone()).isPresent();
                            assertThat(member.state()).isEqualTo(State.RUNNING);
                            assertThat(member.templatesBehind()).isZero();
                        });
        assertThat(ids(group.describe(TIMEOUT))).isEqualTo(ids(state));
    }

    @Test
    void saysWhatItsOwnPolicyMayDo() throws Exception {
        assertThat(group.describe(TIMEOUT).policy()).isEqualTo(ScalingPolicy.SCALE_OUT_ONLY);
        for (ScalingPolicy policy : ScalingPolicy.values()) {
            setPolicy(policy);
            assertThat(group.describe(TIMEOUT).policy()).isEqualTo(policy);
        }
        assertThat(group.scaleInRemedy()).isNotBlank().doesNotContain("\n");
        assertThat(group.name()).isNotBlank().isEqualTo(group.name());
        assertThat(group.maxRemovals()).isPositive();
    }

    @Test
    void removesThoseThatAreNamedAndNoOther() throws Exception {
        List<String> all = group.describe(TIMEOUT).members().stream().map(m -> m.id()).toList();
        Set<String> named = Set.of(all.get(1), all.get(3));
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Accepted.class);
        expectGone(named, all);
    }

    @Test
    void removesTheSameMachineOnce() throws Exception {
        List<String> all = group.describe(TIMEOUT).members().stream().map(m -> m.id()).toList();
        Set<String> named = Set.of(all.get(0));
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Accepted.class);
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Accepted.class);
        expectGone(named, all);
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Accepted.class);
        expectGone(named, all);
    }

    @Test
    void removesTheOthersWhenOneIsGoneAlready() throws Exception {
        List<String> all = group.describe(TIMEOUT).members().stream().map(m -> m.id()).toList();
        assertThat(group.remove(Set.of(all.get(0)), TIMEOUT))
                .isInstanceOf(RemovalOutcome.Accepted.class);
        settle();
        Set<String> named = Set.of(all.get(0), all.get(1), all.get(2));
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Accepted.class);
        expectGone(named, all);
    }

    @Test
    void settlesAReplyThatWasLost() throws Exception {
        List<String> all = group.describe(TIMEOUT).members().stream().map(m -> m.id()).toList();
        Set<String> named = Set.of(all.get(2), all.get(4));
        assumeTrue(lose(Loss.REPLY));
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Unknown.class);
        expectGone(named, all);
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Accepted.class);
        expectGone(named, all);
    }

    @Test
    void settlesARequestThatWasLost() throws Exception {
        InstanceGroupState before = group.describe(TIMEOUT);
        List<String> all = before.members().stream().map(m -> m.id()).toList();
        Set<String> named = Set.of(all.get(2));
        assumeTrue(lose(Loss.REQUEST));
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Unknown.class);
        assertThat(group.describe(TIMEOUT).targetSize()).isEqualTo(SIZE);
        assertThat(ids(group.describe(TIMEOUT))).isEqualTo(ids(before));
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Accepted.class);
        expectGone(named, all);
    }

    @Test
    void aThrottledRemovalChangesNothing() throws Exception {
        List<String> all = group.describe(TIMEOUT).members().stream().map(m -> m.id()).toList();
        Set<String> named = Set.of(all.get(0));
        throttle();
        assertThatThrownBy(() -> group.remove(named, TIMEOUT))
                .isInstanceOf(CloudException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
        assertThat(group.describe(TIMEOUT).targetSize()).isEqualTo(SIZE);
        assertThat(group.remove(named, TIMEOUT)).isInstanceOf(RemovalOutcome.Accepted.class);
        expectGone(named, all);
    }

    @Test
    void tellsThatItGrows() throws Exception {
        Set<String> before = ids(group.describe(TIMEOUT));
        resize(SIZE + 2);
        InstanceGroupState growing = group.describe(TIMEOUT);
        assertThat(growing.isGrowing()).isTrue();
        assertThat(growing.targetSize()).isEqualTo(SIZE + 2);
        settle();
        InstanceGroupState grown = group.describe(TIMEOUT);
        assertThat(grown.isGrowing()).isFalse();
        assertThat(ids(grown)).hasSize(SIZE + 2).containsAll(before);
    }

    @Test
    void tellsWhichMachinesAreOutdated() throws Exception {
        Set<String> before = ids(group.describe(TIMEOUT));
        useNewTemplate();
        resize(SIZE + 1);
        settle();
        assertThat(group.describe(TIMEOUT).members())
                .hasSize(SIZE + 1)
                .allSatisfy(
                        m -> assertThat(m.templatesBehind() > 0).isEqualTo(before.contains(m.id())))
                .allSatisfy(m -> assertThat(m.template()).isPresent());
    }

    @Test
    void aRefusalIsOneLine() throws Exception {
        String someone = group.describe(TIMEOUT).members().get(0).id();
        refuse();
        assertThatThrownBy(() -> group.describe(TIMEOUT))
                .isInstanceOf(CloudException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
        assertThatThrownBy(() -> group.remove(Set.of(someone), TIMEOUT))
                .isInstanceOf(CloudException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }

    /** At once as far as the group's wishes go; when it has settled, for good. */
    private void expectGone(Set<String> named, List<String> all) throws Exception {
        Set<String> others = new HashSet<>(all);
        others.removeAll(named);
        InstanceGroupState soon = group.describe(TIMEOUT);
        assertThat(soon.targetSize()).isEqualTo(others.size());
        assertThat(soon.members())
                .filteredOn(m -> m.state() != State.LEAVING)
                .extracting(InstanceGroupMember::id)
                .containsExactlyInAnyOrderElementsOf(others);
        settle();
        InstanceGroupState later = group.describe(TIMEOUT);
        assertThat(later.targetSize()).isEqualTo(others.size());
        assertThat(ids(later)).isEqualTo(others);
    }

    private static Set<String> ids(InstanceGroupState state) {
        return state.members().stream().map(InstanceGroupMember::id).collect(Collectors.toSet());
    }
}
