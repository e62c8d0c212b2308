package io.spillway.jobmanager.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moves of a job whose checkpoints take long, so that one is in progress when a notice comes. */
class SlowCheckpointMoveTest extends MovePlannerFixture {

    private static final Duration STANDSTILL = Duration.ofSeconds(40);
    private static final Duration SPOT_VM = Duration.ofSeconds(30);
    private static final Duration SPOT_INSTANCE = Duration.ofMinutes(2);

    @BeforeEach
    void exact() {
        planner = planner(exactTiming(STANDSTILL));
        job.canStopSources = true;
        runOn("a", "b");
    }

    private void checkpointsTake(int seconds) {
        job.latestCheckpoint = Duration.ofSeconds(seconds);
    }

    /** Another one has to wait for it. */
    private void inProgressSince(double seconds) {
        job.isTaking(new CheckpointInProgress(millis(seconds), true, false));
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private void advance(double seconds) {
        time.advance(millis(seconds));
    }

    /** With so little time left that two checkpoints don't fit the first is taken at once. */
    private void drained(Duration timeLeft) {
        drain("b", timeLeft);
        time.advance(WINDOW);
    }

    @Test
    void whatACheckpointHadToWaitForIsNotExpectedOfTheNext() {
        inProgressSince(0);
        drained(null);
        advance(14);
        job.otherIsOver();
        advance(15);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).hasSize(1);
        job.sourcesStopped = false;
        job.registered.add("c");
        finishMove("a", "c");

        drain("c", SPOT_VM);
        time.advance(WINDOW);
        assertThat(job.sourcesStopped).as("15 s fit, 29 s wouldn't").isTrue();
    }

    @Test
    void oneInProgressIsWaitedForWhileTheJobWorks() {
        checkpointsTake(20);
        inProgressSince(5);
        drained(SPOT_INSTANCE);
        assertThat(job.checkpoints).hasSize(1);
        advance(30);
        assertThat(job.sourcesStopped).isFalse();
        job.otherIsOver();
        assertThat(job.sourcesStopped).isTrue();
        advance(20);
        job.lastCheckpoint().complete(7L);
        assertThat(job.aborts).isZero();
        assertThat(job.moves)
                .as("without a forerunner of its own")
                .containsExactly(leaving("b", 7L));
    }

    /** 8 s to wait and 15 s for its own don't leave half of that in hand. */
    @Test
    void oneInProgressMakesWayAtOnceWhenTheTimeIsNotEnoughForBoth() {
        checkpointsTake(15);
        inProgressSince(7);
        drained(SPOT_VM);
        assertThat(job.aborts).isEqualTo(1);
        assertThat(job.sourcesStopped).isTrue();
        advance(15);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void oneThatShouldBeOverByNowMakesWayWhenItsTimeIsUp() {
        checkpointsTake(15);
        inProgressSince(15);
        drained(SPOT_VM);
        advance(0.499);
        assertThat(job.aborts).as("22.501 s are left, of which 22.5 are needed").isZero();
        assertThat(job.sourcesStopped).isFalse();
        advance(0.001);
        assertThat(job.sourcesStopped).isTrue();
        advance(3);
        assertThat(job.aborts).isEqualTo(1);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void oneThatDelaysNobodyGoesOn() {
        checkpointsTake(15);
        job.isTaking(new CheckpointInProgress(Duration.ofSeconds(7), false, false));
        drained(SPOT_VM);
        assertThat(job.sourcesStopped).isTrue();
        assertThat(job.aborts).isZero();
    }

    @Test
    void noSavepointIsAborted() {
        checkpointsTake(15);
        job.isTaking(new CheckpointInProgress(Duration.ofSeconds(4), true, true));
        drained(SPOT_VM);
        assertThat(job.aborts).isZero();
        assertThat(job.moves)
                .as("11 s to wait and 15 s for its own are more than are left")
                .containsExactly(leaving("b", null));
    }

    @Test
    void aSavepointIsWaitedForWhereTheDeadlineAllows() {
        checkpointsTake(15);
        job.isTaking(new CheckpointInProgress(Duration.ofSeconds(5), true, true));
        drained(SPOT_INSTANCE);
        assertThat(job.sourcesStopped).isFalse();
        job.otherIsOver();
        assertThat(job.sourcesStopped).isTrue();
    }

    @Test
    void whatTheJobStandsStillBeginsWithTheStop() {
        checkpointsTake(20);
        inProgressSince(0);
        drained(SPOT_INSTANCE);
        advance(30);
        job.otherIsOver();
        time.advance(STANDSTILL.minusMillis(1));
        assertThat(job.moves).isEmpty();
        advance(0.001);
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void oneThatTakesThreeTimesAsLongAsExpectedIsGivenUp() {
        checkpointsTake(12);
        inProgressSince(0);
        drained(SPOT_INSTANCE);
        advance(30);
        job.otherIsOver();
        advance(35.999);
        assertThat(job.moves).isEmpty();
        advance(0.001);
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void oneInProgressDoesAsWellAsAnOrdinaryOneAfterIt() {
        job.canStopSources = false;
        inProgressSince(3);
        drained(SPOT_VM);
        assertThat(job.checkpoints).isEmpty();
        job.otherCheckpoint.complete(6L);
        assertThat(job.moves).containsExactly(leaving("b", 6L));
    }

    @Test
    void oneInProgressIsUsedWhenNoneOfTheMovesOwnWouldComeInTime() {
        checkpointsTake(40);
        inProgressSince(30);
        drained(SPOT_VM);
        assertThat(job.moves).isEmpty();
        advance(8);
        job.otherCheckpoint.complete(6L);
        assertThat(job.moves).containsExactly(leaving("b", 6L));
    }

    @Test
    void itIsNotWaitedForWhenItWouldNotComeInTimeEither() {
        checkpointsTake(40);
        inProgressSince(10);
        drained(SPOT_VM);
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void itIsNotWaitedForBeyondTheDeadline() {
        checkpointsTake(40);
        inProgressSince(30);
        drained(SPOT_VM);
        advance(22.999);
        assertThat(job.moves).isEmpty();
        advance(0.001);
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void whenItFailsTheMoveHasOneOfItsOwn() {
        job.canStopSources = false;
        inProgressSince(3);
        drained(SPOT_VM);
        job.otherIsOver();
        job.otherCheckpoint.completeExceptionally(new RuntimeException("no disk"));
        advance(1);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void withNothingToFallBackOnOneInProgressIsTheForerunner() {
        job.hasCompletedCheckpoint = false;
        inProgressSince(3);
        drained(SPOT_VM);
        assertThat(job.checkpoints).isEmpty();
        job.otherIsOver();
        job.hasCompletedCheckpoint = true;
        job.otherCheckpoint.complete(6L);
        assertThat(job.sourcesStopped).isTrue();
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void aDrainThatIsTakenBackLeavesAJobThatStillWaitsAlone() {
        checkpointsTake(20);
        inProgressSince(5);
        drained(SPOT_INSTANCE);
        book.cancel("b");
        time.advance(SPOT_INSTANCE);
        assertThat(job.aborts).isZero();
        assertThat(job.moves).isEmpty();
    }
}
