package io.spillway.jobmanager.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.drain.Move.Destination;
import io.spillway.restapi.FleetView.Cause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Moves with little time left, or with nowhere to go. */
class MoveDeadlineTest extends MovePlannerFixture {

    @Test
    void aHangingCheckpointIsNotWaitedForBeyondTheDeadline() {
        drain("b", Duration.ofSeconds(30));
        time.advance(Duration.ofMillis(24_999));
        assertThat(job.checkpoints).hasSize(1);
        assertThat(job.moves).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(job.moves).containsExactly(leaving("b", null));
    }

    @Test
    void aCheckpointThatWouldTakeTooLongIsNotBegun() {
        join("c");
        time.advance(WINDOW);
        time.advance(Duration.ofSeconds(20));
        job.lastCheckpoint().complete(7L); // took 20 s
        finishMove("a", "b", "c");
        int before = job.checkpoints.size();

        drain("c", Duration.ofSeconds(15));
        time.advance(Duration.ofMillis(1500));
        assertThat(job.checkpoints).hasSize(before);
        assertThat(job.moves).hasSize(2);
        assertThat(job.moves.get(1)).isEqualTo(leaving("c", null));
    }

    @Test
    void withoutAnyCompletedCheckpointEvenASlowOneIsTried() {
        join("c");
        time.advance(WINDOW);
        time.advance(Duration.ofSeconds(20));
        job.lastCheckpoint().complete(7L);
        finishMove("a", "b", "c");
        job.hasCompletedCheckpoint = false;
        int before = job.checkpoints.size();
        drain("c", Duration.ofSeconds(15));
        time.advance(Duration.ofMillis(1500));
        assertThat(job.checkpoints).hasSize(before + 1);
    }

    @Test
    void aNoticeThatLeavesNoTimeMovesFromTheLastCheckpoint() {
        drain("b", Duration.ofMillis(1));
        time.advance(Duration.ofMillis(1));
        assertThat(job.moves).hasSize(1);
    }

    @Test
    void withoutACompletedCheckpointItGoesOnTryingUntilTheDeadline() {
        job.hasCompletedCheckpoint = false;
        drain("b", Duration.ofSeconds(30));
        time.advance(WINDOW);
        for (int i = 0; i < 10; i++) {
            job.lastCheckpoint().completeExceptionally(new RuntimeException("no disk"));
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(job.moves).isEmpty();
        assertThat(job.checkpoints.size()).isGreaterThan(5);
        time.advance(Duration.ofSeconds(30));
        assertThat(job.moves).hasSize(1);
    }

    @Test
    void withNoOtherSlotItStaysUntilTheDeadlineIsNear() {
        drain("a", Duration.ofSeconds(60));
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(52));
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(job.checkpoints).as("2 s before the latest moment to move").hasSize(1);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves)
                .containsExactly(
                        new Move(Cause.DRAIN, List.of("a", "b"), 7L, Destination.NOWHERE_YET));
    }

    @Test
    void withNoOtherSlotAndNoDeadlineItStays() {
        drain("a", null);
        drain("b", null);
        time.advance(Duration.ofHours(5));
        assertThat(job.checkpoints).isEmpty();
        assertThat(job.moves).isEmpty();
    }

    @Test
    void aDeploymentThatHangsIsLeftBeforeTheDeadline() {
        planner.idle();
        job.inUse.clear();
        planner.idle();
        deployed("a", "b");
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(55));
        assertThat(job.moves).containsExactly(leaving("b", null));
    }
}
