package io.spillway.scalein;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.DrainState;
import io.spillway.scalein.ScaleInStatus.Phase;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import io.spillway.testing.FakeInstanceGroup;
import io.spillway.testing.FakeInstanceGroup.Fault;
import io.spillway.testing.ManualExecutor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScaleInLoopTest {
    private final ManualExecutor time = new ManualExecutor();
    private final FakeInstanceGroup group = new FakeInstanceGroup(1, 20);
    private final FakeJournal journal = new FakeJournal();
    private final ScaleInFixture first = new ScaleInFixture(time, group, journal).machines(10);

    /** Ten machines that have all been needed until now; {@code need} are from now on. */
    private ScaleInFixture started(int need) {
        first.needs(10);
        first.start();
        first.passMinutes(11);
        first.needs(need);
        first.passMinutes(9);
        return first;
    }

    @Test
    void fiveMachinesGoInOneMoveAndNoneComesBack() {
        ScaleInFixture it = started(5);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.ALL_NEEDED);
        assertThat(it.status().stabilized()).isEqualTo(OptionalInt.of(10));
        assertThat(it.fleet.moves).isEmpty();

        it.passMinutes(2);

        assertThat(it.fleet.moves).containsExactly(List.of("vm-0", "vm-1", "vm-2", "vm-3", "vm-4"));
        assertThat(group.removals())
                .containsExactly(Set.of("vm-0", "vm-1", "vm-2", "vm-3", "vm-4"));
        assertThat(it.target()).isEqualTo(5);
        group.settle();
        it.fleet.moves.get(0).forEach(it.fleet::leave);
        it.passMinutes(30);
        assertThat(group.created()).isEmpty();
        assertThat(it.fleet.moves).hasSize(1);
        assertThat(it.status().removed()).isEqualTo(5);
        assertThat(it.status().moves()).isEqualTo(1);
        assertThat(it.status().givenUp()).isZero();
        assertThat(it.status().phase()).isEqualTo(Phase.WAITING);
        assertThat(journal.machines()).isEmpty();
    }

    @Test
    void isWrittenDownBeforeTheGroupIsAskedToEndThem() {
        ScaleInFixture it = started(8);
        group.next(Fault.REFUSED);
        it.passUntil(() -> !group.removals().isEmpty());
        assertThat(group.removals()).hasSize(1);
        assertThat(journal.written).containsExactly(Set.of("vm-0", "vm-1"));
        it.passMinutes(1);
        assertThat(journal.written).containsExactly(Set.of("vm-0", "vm-1"), Set.of());
        assertThat(it.target()).isEqualTo(8);
    }

    @Test
    void asksTheGroupOnlyWhenMachinesShouldGo() {
        ScaleInFixture it = started(10);
        it.passMinutes(30);
        // Once, when it took over.
        assertThat(group.looks()).isEqualTo(1);
    }

    @Test
    void waitsForTheDrain() {
        ScaleInFixture it = started(8);
        it.fleet.drainsAtOnce = false;
        it.passMinutes(2);
        assertThat(it.status().phase()).isEqualTo(Phase.DRAINING);
        assertThat(it.status().machines()).containsExactly("vm-0", "vm-1");
        assertThat(group.removals()).isEmpty();
        it.fleet.finishDrains();
        it.passSeconds(10);
        assertThat(it.target()).isEqualTo(8);
    }

    @Test
    void aReplyThatIsLostIsSettledByWhatTheGroupHas() {
        ScaleInFixture it = started(5);
        group.next(Fault.REPLY_LOST);
        it.passMinutes(3);
        assertThat(it.target()).isEqualTo(5);
        assertThat(group.removals()).hasSize(1);
        assertThat(it.status().removed()).isEqualTo(5);
        assertThat(it.status().givenUp()).isZero();
    }

    @Test
    void aRequestThatIsLostOrRefusedIsSentAgain() {
        ScaleInFixture it = started(5);
        group.next(Fault.REQUEST_LOST, Fault.REFUSED, Fault.REFUSED, Fault.REQUEST_LOST);
        it.passMinutes(4);
        assertThat(it.target()).isEqualTo(5);
        assertThat(Set.copyOf(group.removals())).hasSize(1);
        assertThat(it.status().removed()).isEqualTo(5);
    }

    /** Whoever takes the drain back too early would have work ended. */
    @Test
    void nothingIsTakenBackWhileARemovalMayArrive() {
        ScaleInFixture it = started(5);
        group.next(Fault.LATE, Fault.LATE, Fault.LATE, Fault.LATE, Fault.LATE, Fault.LATE);
        it.passSeconds(70);
        it.needs(10);
        it.passSeconds(60);
        assertThat(it.fleet.inService()).hasSize(5);
        group.arrive();
        it.passMinutes(2);
        assertThat(it.target()).isEqualTo(5);
        assertThat(it.fleet.inService()).hasSize(5);
        assertThat(it.status().removed()).isEqualTo(5);
    }

    @Test
    void machinesThatTheGroupDoesNotTakeWorkAgain() {
        ScaleInFixture it = started(5);
        it.passSeconds(50);
        group.next(refusals(200));
        it.passMinutes(12);
        assertThat(it.fleet.inService()).hasSize(10);
        assertThat(it.target()).isEqualTo(10);
        assertThat(it.status().givenUp()).isEqualTo(1);
        assertThat(it.status().reason())
                .isIn(ScaleInReason.NOT_REMOVED_IN_TIME, ScaleInReason.PAUSED);
        assertThat(journal.machines()).isEmpty();
        // Each attempt restarts the job twice: not again and again.
        it.passMinutes(8);
        assertThat(it.fleet.moves).hasSize(1);
        it.passMinutes(4);
        assertThat(it.fleet.moves).hasSize(2);
    }

    private static Fault[] refusals(int number) {
        Fault[] all = new Fault[number];
        Arrays.fill(all, Fault.REFUSED);
        return all;
    }

    @Test
    void moreIsNeededBeforeTheJobHasLeft() {
        ScaleInFixture it = started(5);
        it.fleet.drainsAtOnce = false;
        it.passMinutes(2);
        assertThat(it.status().phase()).isEqualTo(Phase.DRAINING);
        it.needs(8);
        it.passSeconds(10);
        assertThat(it.fleet.inService()).hasSize(10);
        assertThat(it.status().givenUp()).isEqualTo(1);
        assertThat(group.removals()).isEmpty();
    }

    @Test
    void moreIsNeededWhileTheGroupRefuses() {
        ScaleInFixture it = started(5);
        group.next(refusals(20));
        it.passSeconds(75);
        assertThat(it.status().phase()).isEqualTo(Phase.REMOVING);
        it.needs(8);
        it.passMinutes(2);
        assertThat(it.fleet.inService()).hasSize(10);
        assertThat(it.target()).isEqualTo(10);
    }

    @Test
    void theNeedThatRisesIsNoFailure() {
        ScaleInFixture it = started(5);
        for (int i = 1; i <= 3; i++) {
            it.fleet.drainsAtOnce = false;
            it.passUntil(() -> it.status().phase() == Phase.DRAINING);
            it.needs(10);
            it.passSeconds(30);
            assertThat(it.status().givenUp()).isEqualTo(i);
            it.needs(5);
            it.passMinutes(9);
        }
    }

    @Test
    void aGroupThatGrowsMeanwhileKeepsItsMachines() {
        ScaleInFixture it = started(5);
        it.fleet.drainsAtOnce = false;
        it.passMinutes(2);
        group.resize(11);
        it.fleet.finishDrains();
        it.passSeconds(10);
        assertThat(group.removals()).isEmpty();
        assertThat(it.fleet.inService()).hasSize(10);
        assertThat(it.status().givenUp()).isEqualTo(1);
    }

    @Test
    void aGroupThatHasGrownMeanwhileKeepsItsMachines() {
        ScaleInFixture it = started(5);
        it.fleet.drainsAtOnce = false;
        it.passUntil(() -> it.status().phase() == Phase.DRAINING);
        group.resize(11);
        group.settle();
        it.fleet.finishDrains();
        it.passUntil(() -> it.status().givenUp() == 1);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.GROUP_GROWS);
        assertThat(group.removals()).isEmpty();
        assertThat(it.fleet.inService()).hasSize(10);
    }

    @Test
    void aGroupThatHasGrownBetweenTwoTriesKeepsItsMachines() {
        ScaleInFixture it = started(5);
        group.next(refusals(200));
        it.passUntil(() -> group.removals().size() == 2);
        group.resize(11);
        group.settle();
        group.clearFaults();
        it.passUntil(() -> it.status().givenUp() == 1);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.GROUP_GROWS);
        assertThat(it.target()).isEqualTo(11);
        assertThat(it.fleet.inService()).hasSize(10);
    }

    @Test
    void goesNoFurtherThanTheMinimumEvenIfThatRises() {
        ScaleInFixture it = started(2);
        it.fleet.drainsAtOnce = false;
        it.passMinutes(2);
        assertThat(it.status().machines()).hasSize(8);
        group.setLimits(6, 20);
        it.fleet.finishDrains();
        it.passMinutes(5);
        assertThat(it.target()).isEqualTo(6);
        assertThat(it.fleet.inService()).hasSize(6);
        assertThat(it.status().removed()).isEqualTo(4);
        assertThat(it.status().givenUp()).isEqualTo(1);
    }

    @Test
    void aPolicyThatWantsMoreForAMomentDelaysARemoval() {
        ScaleInFixture it = started(5);
        it.fleet.drainsAtOnce = false;
        it.passUntil(() -> it.status().phase() == Phase.DRAINING);
        group.recommend(10);
        int looks = group.looks();
        it.fleet.finishDrains();
        it.passUntil(() -> group.looks() > looks);
        assertThat(group.removals()).isEmpty();

        group.recommend(5);
        it.passMinutes(1);
        assertThat(it.target()).isEqualTo(5);
        assertThat(it.status().removed()).isEqualTo(5);
        assertThat(it.status().givenUp()).isZero();
    }

    @Test
    void whileThePolicyIsOnItsWayToFewerNoneGoes() {
        group.recommend(9);
        ScaleInFixture it = started(5);
        it.passUntil(() -> it.status().reason() == ScaleInReason.POLICY_CHANGES);
        group.recommend(8);
        it.passSeconds(15);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.POLICY_CHANGES);
        group.recommend(5);
        it.passUntil(() -> it.status().removed() > 0);
        assertThat(it.status().removed()).isEqualTo(5);
        assertThat(it.status().moves()).isEqualTo(1);
    }

    @Test
    void whatThePolicyGoesOnWantingStays() {
        group.recommend(8);
        ScaleInFixture it = started(5);
        it.passUntil(() -> it.status().removed() > 0);
        it.passMinutes(30);
        assertThat(it.status().removed()).isEqualTo(2);
        assertThat(it.status().moves()).isEqualTo(1);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.AT_MINIMUM);
    }

    @Test
    void aPolicyThatGoesOnWantingMoreKeepsTheMachines() {
        ScaleInFixture it = started(5);
        it.fleet.drainsAtOnce = false;
        it.passUntil(() -> it.status().phase() == Phase.DRAINING);
        group.recommend(10);
        it.fleet.finishDrains();
        it.passUntil(() -> it.status().givenUp() == 1);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.AT_MINIMUM);
        assertThat(group.removals()).isEmpty();
        assertThat(it.fleet.inService()).hasSize(10);
        assertThat(journal.machines()).isEmpty();
    }

    @Test
    void aLostReplyIsNoProblemAnyMoreOnceTheMachinesHaveGone() {
        ScaleInFixture it = started(5);
        group.next(Fault.REPLY_LOST);
        it.passUntil(() -> it.status().problem().isPresent());
        assertThat(it.status().problem().orElseThrow()).startsWith("no answer to a removal");

        // Before the group is looked at again, which clears what was the matter with it.
        it.passUntil(() -> it.status().removed() == 5);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.DONE);
        assertThat(it.status().problem()).isEmpty();
    }

    @Test
    void removesInChunksThatTheGroupTakes() {
        group.setMaxRemovals(2);
        ScaleInFixture it = started(5);
        it.passMinutes(3);
        assertThat(it.fleet.moves).hasSize(1);
        assertThat(group.removals()).hasSize(3).allSatisfy(r -> assertThat(r).hasSizeBetween(1, 2));
        assertThat(it.target()).isEqualTo(5);
    }

    @Test
    void aMachineThatIsLostMeanwhileIsNoObstacle() {
        ScaleInFixture it = started(5);
        it.fleet.drainsAtOnce = false;
        it.passMinutes(2);
        it.fleet.leave("vm-2");
        group.lose("vm-2");
        group.settle();
        group.settle();
        it.fleet.finishDrains();
        it.passMinutes(2);
        // The group has put another in its place, which isn't touched.
        assertThat(group.created()).hasSize(1);
        assertThat(it.target()).isEqualTo(6);
        assertThat(it.status().givenUp()).isZero();
    }

    @Test
    void whoeverCancelsADrainKeepsTheMachine() {
        ScaleInFixture it = started(5);
        it.fleet.drainsAtOnce = false;
        it.passMinutes(2);
        it.fleet.set("vm-0", DrainState.CANCELLED);
        it.fleet.finishDrains();
        it.passMinutes(1);
        assertThat(it.target()).isEqualTo(6);
        assertThat(group.removals()).containsExactly(Set.of("vm-1", "vm-2", "vm-3", "vm-4"));
    }

    @Test
    void aDrainThatTakesTooLongIsTakenBack() {
        ScaleInFixture it = started(5);
        it.fleet.drainsAtOnce = false;
        it.passMinutes(2);
        it.fleet.set("vm-4", DrainState.DRAINED);
        it.passMinutes(5);
        assertThat(group.removals()).containsExactly(Set.of("vm-4"));
        assertThat(it.fleet.inService()).hasSize(9);
        assertThat(it.status().givenUp()).isEqualTo(1);
    }

    @Test
    void whatGoesAnywayIsNotReplaced() {
        ScaleInFixture it = started(9);
        it.fleet.drainByNotice("vm-7");
        it.passMinutes(2);
        assertThat(group.removals()).containsExactly(Set.of("vm-7"));
        assertThat(it.target()).isEqualTo(9);
    }

    @Test
    void doesNothingWhileTheSignalHoldsOrIsGone() {
        ScaleInFixture it = started(5);
        it.signalIsHeld(true);
        it.passMinutes(5);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.SIGNAL_HELD);
        it.signalIsThere(false);
        it.passMinutes(1);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.NO_SIGNAL);
        it.signalIsThere(true);
        it.signalIsHeld(false);
        it.passMinutes(9);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.WAITING_FOR_WINDOW);
        assertThat(it.fleet.moves).isEmpty();
        it.passMinutes(2);
        assertThat(it.fleet.moves).hasSize(1);
    }

    @Test
    void doesNothingByAnOldValue() {
        ScaleInFixture it = started(5);
        time.advance(Duration.ofMinutes(30));
        assertThat(it.fleet.moves).isEmpty();
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.NO_SIGNAL);
    }

    @Test
    void aGroupWhosePolicyScalesInIsRefusedWithTheRemedy() {
        group.setPolicy(ScalingPolicy.SCALE_IN_TOO);
        ScaleInFixture it = started(5);
        it.passMinutes(5);
        assertThat(it.fleet.moves).isEmpty();
        assertThat(it.status().problem().orElseThrow())
                .contains("fake group", "set the fake group's policy to SCALE_OUT_ONLY");
        group.setPolicy(ScalingPolicy.SCALE_OUT_ONLY);
        it.passMinutes(3);
        assertThat(it.fleet.moves).hasSize(1);
        assertThat(it.status().problem()).isEmpty();
    }

    @Test
    void aGroupThatCannotBeAskedIsAskedAgainSeldom() {
        ScaleInFixture it = started(5);
        group.refuse("403 from the fake");
        it.passMinutes(31);
        assertThat(it.status().problem()).hasValue("403 from the fake");
        assertThat(group.looks()).isLessThan(25);
        assertThat(it.fleet.moves).isEmpty();
        group.refuse(null);
        it.passMinutes(3);
        assertThat(it.target()).isEqualTo(5);
    }

    @Test
    void waitsForAMachineThatBoots() {
        ScaleInFixture it = started(5);
        group.add("vm-new", "zone-a");
        it.passMinutes(4);
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.JOIN_PENDING);
        // It never becomes a TaskManager.
        it.passMinutes(6);
        assertThat(it.fleet.moves).hasSize(1);
        assertThat(it.fleet.moves.get(0)).doesNotContain("vm-new");
    }

    @Test
    void aStandbyDoesNothing() {
        first.fleet.runsTheJob = false;
        ScaleInFixture it = started(5);
        it.passMinutes(30);
        assertThat(group.looks()).isZero();
        assertThat(it.status().reason()).isEqualTo(ScaleInReason.NO_JOB);
    }

    @Test
    void leavesAtOnceWhatTheGroupTakesAway() {
        group.move("vm-3", State.LEAVING);
        first.start();
        first.passSeconds(10);
        assertThat(first.fleet.held).containsExactly("vm-3");
        assertThat(first.fleet.inService()).hasSize(9);
        first.passMinutes(11);
        assertThat(first.fleet.gone).containsExactly("vm-3");
    }
}
