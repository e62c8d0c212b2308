package io.spillway.scalein;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.testing.FakeInstanceGroup;
import io.spillway.testing.FakeInstanceGroup.Fault;
import io.spillway.testing.ManualExecutor;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A JobManager that goes in the middle, and the one that comes after it. */
class ScaleInFailoverTest {
    private final ManualExecutor time = new ManualExecutor();
    private final FakeInstanceGroup group = new FakeInstanceGroup(1, 20);
    private final FakeJournal journal = new FakeJournal();
    private final ScaleInFixture first = new ScaleInFixture(time, group, journal).machines(10);
    private final ScaleInFixture second = new ScaleInFixture(time, group, journal);

    /** The first has drained five machines, and the group refuses or loses what it asks for. */
    private void firstDrainsFive(Fault... faults) {
        first.needs(10);
        first.start();
        first.passMinutes(11);
        first.needs(5);
        first.passMinutes(9);
        group.next(faults);
        first.passUntil(() -> !group.removals().isEmpty());
        assertThat(journal.machines()).hasSize(5);
    }

    private void failOver(RemovalsKept kept) {
        first.fleet.runsTheJob = false;
        second.fleet.register(first.fleet.registered().toArray(new String[0]));
        second.needs(5);
        if (kept == RemovalsKept.YES) {
            second.start();
        } else {
            new ScaleInLoop(
                            time,
                            time.clock()::relativeTimeNanos,
                            ScaleInFixture.RULES,
                            second.fleet,
                            () -> group,
                            RemovalJournal.NONE,
                            second.board)
                    .start();
        }
    }

    private enum RemovalsKept {
        YES,
        NO
    }

    @Test
    void theNextLeaderKeepsTheJobOffThemAndGoesOn() {
        firstDrainsFive(Fault.REFUSED, Fault.REFUSED, Fault.REFUSED, Fault.REFUSED);
        failOver(RemovalsKept.YES);
        second.passMinutes(2);
        assertThat(second.fleet.held).containsExactlyInAnyOrderElementsOf(machines(0, 5));
        assertThat(second.target()).isEqualTo(5);
        assertThat(second.fleet.moves).isEmpty();
        assertThat(second.fleet.inService()).hasSize(5);
        assertThat(journal.machines()).isEmpty();
    }

    @Test
    void whatTheFirstHasSentIsNotSentForOthers() {
        firstDrainsFive(Fault.REPLY_LOST);
        failOver(RemovalsKept.YES);
        second.passMinutes(30);
        assertThat(second.target()).isEqualTo(5);
        assertThat(Set.copyOf(group.removals())).hasSize(1);
        assertThat(second.fleet.gone).containsExactlyInAnyOrderElementsOf(machines(0, 5));
    }

    /** The call of a leader that is gone arrives when the next one has begun. */
    @Test
    void aCallThatIsLateIsNoHarm() {
        firstDrainsFive(Fault.LATE);
        failOver(RemovalsKept.YES);
        second.passSeconds(10);
        group.arrive();
        second.passMinutes(30);
        assertThat(second.target()).isEqualTo(5);
        assertThat(second.fleet.inService()).hasSize(5);
        assertThat(group.created()).isEmpty();
    }

    /** It doesn't know yet that another leads. */
    @Test
    void whoeverIsDeposedRemovesNothingAnyMore() {
        firstDrainsFive(Fault.REFUSED, Fault.REFUSED, Fault.REFUSED, Fault.REFUSED);
        int before = group.removals().size();
        journal.takenOverByAnother();
        first.passMinutes(3);
        assertThat(group.removals()).hasSize(before);
        assertThat(first.status().givenUp()).isEqualTo(1);
        assertThat(journal.machines()).hasSize(5);
    }

    @Test
    void withoutAJournalTheMachinesWorkAgain() {
        firstDrainsFive(Fault.REFUSED, Fault.REFUSED, Fault.REFUSED, Fault.REFUSED);
        failOver(RemovalsKept.NO);
        second.passMinutes(9);
        assertThat(second.fleet.inService()).hasSize(10);
        assertThat(second.target()).isEqualTo(10);
        // And go by and by, when the signal has said so for long enough.
        second.passMinutes(4);
        assertThat(second.target()).isEqualTo(5);
    }

    @Test
    void withoutAJournalThoseThatGoAreLeftAtOnce() {
        firstDrainsFive(Fault.REPLY_LOST);
        failOver(RemovalsKept.NO);
        second.passSeconds(10);
        assertThat(second.fleet.held).containsExactlyInAnyOrderElementsOf(machines(0, 5));
        assertThat(second.fleet.inService()).hasSize(5);
        assertThat(second.target()).isEqualTo(5);
    }

    @Test
    void beginsNothingUntilTheJournalIsTakenOver() {
        journal.failing = true;
        first.needs(5);
        first.start();
        first.passMinutes(15);
        assertThat(first.status().reason()).isEqualTo(ScaleInReason.TAKING_OVER);
        assertThat(first.fleet.moves).isEmpty();
        journal.failing = false;
        first.passMinutes(2);
        assertThat(first.target()).isEqualTo(5);
    }

    @Test
    void removesNothingThatCouldNotBeWrittenDown() {
        first.needs(10);
        first.start();
        first.passMinutes(11);
        first.needs(5);
        first.passMinutes(9);
        journal.failing = true;
        first.passMinutes(5);
        assertThat(group.removals()).isEmpty();
        assertThat(first.fleet.inService()).hasSize(5);
        journal.failing = false;
        first.passMinutes(2);
        assertThat(first.target()).isEqualTo(5);
    }

    /** As long as the journal says that they go, a next leader would take them away. */
    @Test
    void nothingIsTakenBackBeforeTheJournalSaysSo() {
        firstDrainsFive(Fault.REFUSED, Fault.REFUSED, Fault.REFUSED, Fault.REFUSED);
        group.refuse("403 from the fake");
        journal.failing = true;
        first.passMinutes(15);
        assertThat(first.fleet.inService()).hasSize(5);
        journal.failing = false;
        first.passMinutes(2);
        assertThat(first.fleet.inService()).hasSize(10);
        assertThat(journal.machines()).isEmpty();
    }

    private static List<String> machines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "vm-" + i).toList();
    }
}
