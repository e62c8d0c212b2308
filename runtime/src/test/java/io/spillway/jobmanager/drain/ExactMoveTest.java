package io.spillway.jobmanager.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.drain.Move.Destination;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.FleetView.Cause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moves for which the sources stop with the checkpoint. */
class ExactMoveTest extends MovePlannerFixture {

    private static final Duration STANDSTILL = Duration.ofSeconds(10);

    @BeforeEach
    void exact() {
        planner = planner(exactTiming(STANDSTILL));
        job.canStopSources = true;
        runOn("a", "b");
    }

    /** One for which a job may stand still for as long as a Spot VM has. */
    private void patientPlanner() {
        planner = planner(exactTiming(Duration.ofSeconds(40)));
        runOn("a", "b");
    }

    private void drainAndStop() {
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        assertThat(job.sourcesStopped).isTrue();
    }

    @Test
    void theSourcesStopWithTheCheckpoint() {
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW.minusMillis(1));
        assertThat(job.sourcesStopped).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(job.sourcesStopped).isTrue();
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void aJobWithStoppedSourcesDoesNotWaitForTheEndOfTheWindow() {
        drainAndStop();
        time.advance(Duration.ofMillis(150));
        job.lastCheckpoint().complete(7L);
        job.sourcesStopped = false;
        planner.idle();
        job.inUse.clear();
        runOn("a");
        time.advance(Duration.ofMillis(150));
        job.lastCheckpoint().complete(8L);
        join("c");
        time.advance(WINDOW.minusMillis(150));
        assertThat(job.sourcesStopped).as("the checkpoint is timed to end with it").isTrue();
        job.lastCheckpoint().complete(9L);
        assertThat(job.moves).hasSize(2);
    }

    @Test
    void aJobThatCannotStopItsSourcesIsMovedAsEver() {
        job.canStopSources = false;
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        assertThat(job.sourcesStopped).isFalse();
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void withNothingToFallBackOnAnOtherCheckpointComesBefore() {
        job.hasCompletedCheckpoint = false;
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        assertThat(job.sourcesStopped).isFalse();
        job.lastCheckpoint().complete(6L);
        assertThat(job.moves).isEmpty();
        assertThat(job.sourcesStopped).isTrue();
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void aSlowCheckpointHasAForerunner() {
        job.latestCheckpoint = Duration.ofSeconds(2);
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        assertThat(job.sourcesStopped).isFalse();
        job.lastCheckpoint().complete(6L);
        assertThat(job.sourcesStopped).isTrue();
    }

    /** 25 s are left then, of which a forerunner as slow would take too many. */
    @Test
    void aSlowCheckpointHasNoForerunnerWhereTheTimeIsEnoughForOneAlone() {
        job.latestCheckpoint = Duration.ofSeconds(15);
        patientPlanner();
        drain("b", Duration.ofSeconds(30));
        time.advance(WINDOW);
        assertThat(job.sourcesStopped).isTrue();
        time.advance(Duration.ofSeconds(15));
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void theSourcesRunOnDuringACheckpointThatMayComeTooLate() {
        job.latestCheckpoint = Duration.ofSeconds(20);
        patientPlanner();
        drain("b", Duration.ofSeconds(30));
        time.advance(WINDOW);
        assertThat(job.checkpoints).hasSize(1);
        assertThat(job.sourcesStopped).isFalse();
        time.advance(Duration.ofSeconds(25).minus(WINDOW));
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void aVerySlowCheckpointIsTakenWhileTheSourcesRun() {
        job.latestCheckpoint = Duration.ofSeconds(6);
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        assertThat(job.sourcesStopped).isFalse();
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void aCheckpointThatFailsAfterTheStopIsNotTriedAgain() {
        drainAndStop();
        job.lastCheckpoint().completeExceptionally(new RuntimeException("no disk"));
        assertThat(job.moves).containsExactly(leaving("b", null));
        assertThat(job.checkpoints).hasSize(1);
    }

    @Test
    void oneThatFailsBeforeTheStopIsTriedAgain() {
        drainAndStop();
        job.sourcesStopped = false;
        job.lastCheckpoint().completeExceptionally(new RuntimeException("no disk"));
        assertThat(job.moves).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(job.checkpoints).hasSize(2);
    }

    @Test
    void afterAFailureTheNextMoveHasAForerunner() {
        drainAndStop();
        job.lastCheckpoint().completeExceptionally(new RuntimeException("no disk"));
        planner.idle();
        job.inUse.clear();
        job.sourcesStopped = false;
        runOn("a");
        job.lastCheckpoint().completeExceptionally(new RuntimeException("no disk"));
        join("c");
        time.advance(WINDOW);
        assertThat(job.sourcesStopped).isFalse();
        job.lastCheckpoint().complete(8L);
        assertThat(job.sourcesStopped).isTrue();
    }

    @Test
    void aCheckpointThatHangsAfterTheStopIsGivenUp() {
        drainAndStop();
        time.advance(STANDSTILL.minusMillis(1));
        assertThat(job.moves).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void aQuickCheckpointThatHangsIsGivenUpSooner() {
        planner = planner(exactTiming(Duration.ofMinutes(1)));
        runOn("a", "b");
        job.latestCheckpoint = Duration.ofMillis(20);
        drainAndStop();
        time.advance(Duration.ofMillis(9_999));
        assertThat(job.moves).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void aCheckpointThatHangsBeforeTheStopIsWaitedForWithRunningSources() {
        drainAndStop();
        job.sourcesStopped = false;
        time.advance(STANDSTILL.multipliedBy(2));
        assertThat(job.moves).isEmpty();
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void theDeadlineHoldsAfterTheStop() {
        drain("b", Duration.ofSeconds(10));
        time.advance(Duration.ofSeconds(1));
        assertThat(job.sourcesStopped).isTrue();
        time.advance(Duration.ofSeconds(4));
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void aDrainCancelledAfterTheStopRestartsTheJobWhereItIs() {
        drainAndStop();
        book.cancel("b");
        assertThat(job.moves).isEmpty();
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves)
                .containsExactly(new Move(Cause.DRAIN, List.of(), 7L, Destination.SLOTS_THAT_STAY));
    }

    @Test
    void aDrainCancelledAfterTheStopRestartsTheJobEvenIfTheCheckpointHangs() {
        drainAndStop();
        book.cancel("b");
        time.advance(STANDSTILL);
        assertThat(job.moves).hasSize(1);
    }

    @Test
    void aDrainCancelledBeforeTheStopLeavesTheJobAlone() {
        drainAndStop();
        job.sourcesStopped = false;
        book.cancel("b");
        job.lastCheckpoint().complete(7L);
        time.advance(Duration.ofMinutes(1));
        assertThat(job.moves).isEmpty();
    }

    @Test
    void aJobThatHasNowhereToGoAfterTheStopRestartsWhereItIs() {
        drainAndStop();
        drain("a", null);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves)
                .containsExactly(new Move(Cause.DRAIN, List.of(), 7L, Destination.WHERE_IT_IS));
        planner.idle();
        job.inUse.clear();
        job.sourcesStopped = false;
        planner.idle();
        assertThat(stateOf("a")).as("the job comes back to it").isEqualTo(DrainState.ACCEPTED);
        runOn("a", "b");
        job.lastCheckpoint().complete(8L);
        time.advance(Duration.ofSeconds(30));
        assertThat(job.moves).as("it stays until there is a slot").hasSize(1);
        join("c");
        time.advance(WINDOW);
        job.lastCheckpoint().complete(9L);
        assertThat(job.moves).hasSize(2);
        assertThat(job.moves.get(1).taskManagers()).containsExactly("b", "a");
    }

    @Test
    void aJobThatHadNowhereToGoBeforeTheStopLeavesForTheDeadline() {
        drain("a", Duration.ofSeconds(60));
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(53));
        assertThat(job.sourcesStopped).isTrue();
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves)
                .containsExactly(
                        new Move(Cause.DRAIN, List.of("a", "b"), 7L, Destination.NOWHERE_YET));
    }

    @Test
    void aJobThatHasNowhereToGoDoesNotStopItsSources() {
        drain("a", null);
        drain("b", null);
        time.advance(Duration.ofHours(1));
        assertThat(job.sourcesStopped).isFalse();
    }
}
