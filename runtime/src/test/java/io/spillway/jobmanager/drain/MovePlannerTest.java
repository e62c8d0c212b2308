package io.spillway.jobmanager.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.DrainState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a drain goes through, and what a move waits for. */
class MovePlannerTest extends MovePlannerFixture {

    @Test
    void drainIsCollectedThenCheckpointedThenMoved() {
        drain("b", Duration.ofSeconds(60));
        assertThat(stateOf("b")).isEqualTo(DrainState.ACCEPTED);

        time.advance(WINDOW.minusMillis(1));
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(job.checkpoints).hasSize(1);
        assertThat(stateOf("b")).isEqualTo(DrainState.CHECKPOINTING);

        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
        assertThat(stateOf("b")).isEqualTo(DrainState.MOVING);

        finishMove("a");
        assertThat(stateOf("b")).isEqualTo(DrainState.DRAINED);
        assertThat(job.moves).hasSize(1);
    }

    @Test
    void aCheckpointIsTakenRightAfterAMove() {
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        job.lastCheckpoint().complete(7L);
        planner.idle();
        job.inUse.clear();
        runOn("a");
        assertThat(job.checkpoints).hasSize(2);
    }

    @Test
    void noCheckpointIsTakenForARestartThatWasNoMove() {
        planner.idle();
        runOn("a", "b");
        assertThat(job.checkpoints).isEmpty();
    }

    @Test
    void aCancelledDrainLeavesTheJobAlone() {
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(1));
        book.cancel("b");
        time.advance(Duration.ofMinutes(2));
        assertThat(job.checkpoints).isEmpty();
        assertThat(job.moves).isEmpty();
        assertThat(stateOf("b")).isEqualTo(DrainState.CANCELLED);
        assertThat(time.alarms()).isZero();
    }

    @Test
    void aDrainCancelledWhileItsCheckpointRunsLeavesTheJobAlone() {
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        book.cancel("b");
        job.lastCheckpoint().complete(7L);
        time.advance(Duration.ofMinutes(2));
        assertThat(job.moves).isEmpty();
    }

    @Test
    void cancellingOneOfTwoStillMovesTheOther() {
        runOn("a", "b", "c");
        drain("b", Duration.ofSeconds(60));
        drain("c", Duration.ofSeconds(60));
        time.advance(WINDOW);
        book.cancel("c");
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void aFailedCheckpointIsTriedAgain() {
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        job.lastCheckpoint().completeExceptionally(new RuntimeException("no disk"));
        assertThat(stateOf("b")).isEqualTo(DrainState.ACCEPTED);
        assertThat(job.moves).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(job.checkpoints).hasSize(2);
        job.lastCheckpoint().complete(8L);
        assertThat(job.moves).containsExactly(leaving("b", 8L));
    }

    @Test
    void afterThreeFailuresItMovesFromTheLastCompletedOne() {
        drain("b", null);
        time.advance(WINDOW);
        for (int i = 0; i < 3; i++) {
            assertThat(job.moves).isEmpty();
            job.lastCheckpoint().completeExceptionally(new RuntimeException("no disk"));
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(job.checkpoints).hasSize(3);
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void aTaskManagerThatRunsNothingIsDrainedAtOnce() {
        job.registered.add("c");
        drain("c", null);
        assertThat(stateOf("c")).isEqualTo(DrainState.DRAINED);
        time.advance(Duration.ofMinutes(1));
        assertThat(job.moves).isEmpty();
    }

    @Test
    void aDrainWhileTheJobRestartsNeedsNoMoveOfItsOwn() {
        planner.idle();
        drain("b", Duration.ofSeconds(60));
        assertThat(stateOf("b")).as("its tasks are still ending").isEqualTo(DrainState.ACCEPTED);
        job.inUse.clear();
        planner.idle();
        assertThat(stateOf("b")).isEqualTo(DrainState.DRAINED);
        runOn("a");
        time.advance(Duration.ofMinutes(1));
        assertThat(job.moves).isEmpty();
    }

    @Test
    void aDrainWhileTasksAreDeployedWaitsUntilTheyRun() {
        planner.idle();
        job.inUse.clear();
        planner.idle();
        deployed("a", "b");
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(4));
        assertThat(job.checkpoints).isEmpty();
        planner.running();
        assertThat(job.checkpoints).hasSize(1);
    }

    @Test
    void aFailureDuringTheCheckpointDoesTheDrainsWork() {
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        planner.idle(); // Flink restarts the job by itself
        job.lastCheckpoint().completeExceptionally(new RuntimeException("cancelled"));
        job.inUse.clear();
        planner.idle();
        assertThat(stateOf("b")).isEqualTo(DrainState.DRAINED);
        runOn("a");
        time.advance(Duration.ofMinutes(1));
        assertThat(job.moves).isEmpty();
    }

    @Test
    void aJobWithoutCheckpointsMovesWithoutOne() {
        job.takesCheckpoints = false;
        job.hasCompletedCheckpoint = false;
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        assertThat(job.checkpoints).isEmpty();
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void nothingMovesWhileASavepointStopsTheJob() {
        drain("b", Duration.ofSeconds(60));
        planner.stopping();
        time.advance(Duration.ofMinutes(2));
        assertThat(job.checkpoints).isEmpty();
        assertThat(job.moves).isEmpty();
    }

    @Test
    void aSavepointThatFailsLetsTheDrainGoOn() {
        drain("b", Duration.ofSeconds(60));
        planner.stopping();
        time.advance(Duration.ofSeconds(10));
        deployed("a", "b");
        planner.running();
        assertThat(job.checkpoints).hasSize(1);
    }

    @Test
    void theEndOfTheJobCompletesDrains() {
        drain("b", Duration.ofSeconds(60));
        planner.idle();
        job.inUse.clear();
        book.deregister(JOB);
        assertThat(stateOf("b")).isEqualTo(DrainState.DRAINED);
    }
}
