package io.spillway.scalein;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.scalein.Machine.Standing;
import io.spillway.scalein.NeedWindow.Peak;
import io.spillway.scalein.ScaleInPlanner.Plan;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScaleInPlannerTest {
    private final List<Machine> machines = new ArrayList<>();
    private final List<InstanceGroupMember> members = new ArrayList<>();
    private final ScaleInPlanner planner = new ScaleInPlanner(0.1, 50);
    private boolean settled = true;
    private boolean joining;
    private int minSize;
    private OptionalInt recommended = OptionalInt.empty();
    private ScalingPolicy policy = ScalingPolicy.SCALE_OUT_ONLY;
    private int starting;

    private void machine(String id, String zone) {
        machine(id, zone, 0, false, false, Standing.IN_SERVICE);
    }

    private void machine(
            String id, String zone, int behind, boolean idle, boolean advised, Standing standing) {
        machines.add(new Machine(id, 2, idle, advised, standing));
        member(id, zone, behind, State.RUNNING);
    }

    private void member(String id, String zone, int behind, State state) {
        members.add(
                new InstanceGroupMember(id, Optional.of(zone), Optional.empty(), behind, state));
    }

    private Plan plan(int need) {
        return plan(planner, need);
    }

    private Plan plan(ScaleInPlanner by, int need) {
        return plan(by, need, Set.of());
    }

    private Plan plan(ScaleInPlanner by, int need, Set<String> expected) {
        int target = (int) members.stream().filter(m -> m.state().counts()).count() + starting;
        return by.plan(
                new Peak(need, 2 * need),
                new Sight(machines, settled, joining),
                new InstanceGroupState(minSize, 100, target, recommended, policy, members),
                expected);
    }

    private static Plan removes(String... ids) {
        return new Plan.Remove(List.of(ids));
    }

    private static Plan waits(ScaleInReason reason) {
        return new Plan.Wait(reason);
    }

    private void five() {
        machine("a1", "a");
        machine("a2", "a");
        machine("a3", "a");
        machine("b1", "b");
        machine("b2", "b");
    }

    @Test
    void keepsZonesEven() {
        five();
        assertThat(plan(4)).isEqualTo(removes("a1"));
        assertThat(plan(3)).isEqualTo(removes("a1", "a2"));
        assertThat(plan(2)).isEqualTo(removes("a1", "a2", "b1"));
        assertThat(plan(1)).isEqualTo(removes("a1", "a2", "b1", "a3"));
    }

    @Test
    void takesTheOldestTemplateOfAZoneFirst() {
        machine("a1", "a", 0, false, false, Standing.IN_SERVICE);
        machine("a2", "a", 1, false, false, Standing.IN_SERVICE);
        machine("a3", "a", 3, false, false, Standing.IN_SERVICE);
        machine("b1", "b", 9, false, false, Standing.IN_SERVICE);
        assertThat(plan(3)).isEqualTo(removes("a3"));
        assertThat(plan(1)).isEqualTo(removes("a3", "a2", "b1"));
    }

    @Test
    void takesWhatGoesAnywayFirstAndWhatMayGoNext() {
        machine("a1", "a", 5, false, false, Standing.IN_SERVICE);
        machine("a2", "a", 0, false, true, Standing.IN_SERVICE);
        machine("a3", "a", 0, false, false, Standing.IN_SERVICE);
        machine("b1", "b", 0, false, false, Standing.DRAINED);
        assertThat(plan(3)).isEqualTo(removes("b1"));
        assertThat(plan(2)).isEqualTo(removes("b1", "a2"));
    }

    /** All in service are needed, but the group would put another in the place of the one. */
    @Test
    void takesWhatGoesAnywayEvenIfNoOtherCanBeSpared() {
        machine("a1", "a");
        machine("a2", "a");
        machine("a3", "a", 0, false, false, Standing.DRAINED);
        assertThat(plan(2)).isEqualTo(removes("a3"));
        assertThat(plan(3)).isEqualTo(waits(ScaleInReason.ALL_NEEDED));
    }

    @Test
    void whatTheGroupTakesAwayItselfDoesNotCount() {
        machine("a1", "a");
        machine("a2", "a");
        machines.add(new Machine("a3", 2, true, false, Standing.DRAINED));
        member("a3", "a", 0, State.LEAVING);
        assertThat(plan(2)).isEqualTo(waits(ScaleInReason.ALL_NEEDED));
    }

    @Test
    void takesMachinesWithoutWorkIfTheyAreEnough() {
        machine("a1", "a");
        machine("a2", "a");
        machine("a3", "a");
        machine("b1", "b", 0, true, false, Standing.IN_SERVICE);
        assertThat(plan(3)).isEqualTo(removes("b1"));
        // Otherwise the job moves anyway.
        assertThat(plan(2)).isEqualTo(removes("a1", "a2"));
    }

    @Test
    void leavesEnoughSlotsWhereMachinesDiffer() {
        machine("a1", "a");
        machine("a2", "a");
        machines.add(new Machine("big", 8, false, false, Standing.IN_SERVICE));
        member("big", "a", 9, State.RUNNING);
        // 12 slots; 8 of them are needed: the large machine can't go, though it is the oldest.
        Plan plan =
                planner.plan(
                        new Peak(2, 8),
                        new Sight(machines, true, false),
                        new InstanceGroupState(0, 9, 3, OptionalInt.empty(), policy, members),
                        Set.of());
        assertThat(plan).isEqualTo(removes("a1"));
    }

    @Test
    void goesNoFurtherThanTheGroupMay() {
        five();
        minSize = 4;
        assertThat(plan(1)).isEqualTo(removes("a1"));
        minSize = 5;
        assertThat(plan(1)).isEqualTo(waits(ScaleInReason.AT_MINIMUM));
        minSize = 0;
        recommended = OptionalInt.of(4);
        assertThat(plan(1)).isEqualTo(removes("a1"));
        recommended = OptionalInt.of(7);
        assertThat(plan(1)).isEqualTo(waits(ScaleInReason.AT_MINIMUM));
    }

    @Test
    void takesNoMoreThanABatch() {
        five();
        assertThat(plan(new ScaleInPlanner(0.1, 2), 1)).isEqualTo(removes("a1", "a2"));
    }

    @Test
    void leavesFewTooMany() {
        for (int i = 0; i < 21; i++) {
            machine("m%02d".formatted(i), "a");
        }
        assertThat(plan(19)).isEqualTo(waits(ScaleInReason.WITHIN_TOLERANCE));
        assertThat(plan(18)).isEqualTo(removes("m00", "m01", "m02"));
        assertThat(plan(new ScaleInPlanner(0, 50), 20)).isEqualTo(removes("m00"));
    }

    @Test
    void waitsWhileAnythingElseGoesOn() {
        five();
        settled = false;
        assertThat(plan(1)).isEqualTo(waits(ScaleInReason.MOVING));
        settled = true;
        joining = true;
        assertThat(plan(1)).isEqualTo(waits(ScaleInReason.JOIN_PENDING));
        joining = false;
        assertThat(plan(planner, 1, Set.of("vm-9"))).isEqualTo(waits(ScaleInReason.JOIN_PENDING));
        starting = 1;
        assertThat(plan(1)).isEqualTo(waits(ScaleInReason.GROUP_GROWS));
        starting = 0;
        machine("c1", "c", 0, false, false, Standing.DRAINING);
        assertThat(plan(1)).isEqualTo(waits(ScaleInReason.DRAIN_PENDING));
    }

    @Test
    void waitsForAGroupThatLeavesItToTheJobManager() {
        five();
        policy = ScalingPolicy.SCALE_IN_TOO;
        assertThat(plan(1)).isEqualTo(waits(ScaleInReason.GROUP_SCALES_IN));
        policy = ScalingPolicy.NONE;
        assertThat(plan(4)).isEqualTo(removes("a1"));
    }

    /** A TaskManager on a machine of another group carries load; it can't be taken away. */
    @Test
    void countsMachinesThatAreNoneOfTheGroups() {
        machine("a1", "a");
        machines.add(new Machine("other", 2, true, false, Standing.IN_SERVICE));
        assertThat(plan(1)).isEqualTo(removes("a1"));
        members.clear();
        assertThat(plan(1)).isEqualTo(waits(ScaleInReason.AT_MINIMUM));
    }
}
