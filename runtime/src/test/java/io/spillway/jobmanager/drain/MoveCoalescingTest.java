package io.spillway.jobmanager.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.drain.Move.Destination;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.FleetView.Cause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What shares a move. */
class MoveCoalescingTest extends MovePlannerFixture {

    @Test
    void drainsWithinTheWindowCostOneMove() {
        runOn("a", "b", "c");
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW.minusMillis(1));
        drain("c", Duration.ofSeconds(60));
        time.advance(Duration.ofMillis(1));
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves)
                .containsExactly(
                        new Move(Cause.DRAIN, List.of("b", "c"), 7L, Destination.SLOTS_THAT_STAY));
    }

    @Test
    void aDrainThatArrivesWhileTheCheckpointRunsJoinsTheMove() {
        runOn("a", "b", "c");
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        drain("c", Duration.ofSeconds(60));
        assertThat(stateOf("c")).isEqualTo(DrainState.CHECKPOINTING);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves)
                .containsExactly(
                        new Move(Cause.DRAIN, List.of("b", "c"), 7L, Destination.SLOTS_THAT_STAY));
    }

    @Test
    void joinsWithinTheWindowCostOneMove() {
        join("c");
        time.advance(Duration.ofMillis(1900));
        join("d");
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofMillis(100));
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves)
                .containsExactly(new Move(Cause.JOIN, List.of(), 7L, Destination.SLOTS_THAT_STAY));
        finishMove("a", "b", "c", "d");
        time.advance(Duration.ofMinutes(1));
        assertThat(job.moves).hasSize(1);
    }

    @Test
    void aDrainDuringAPendingJoinSharesItsMove() {
        join("c");
        time.advance(Duration.ofMillis(1500));
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofMillis(500));
        job.lastCheckpoint().complete(7L);
        finishMove("a", "c");
        time.advance(Duration.ofMinutes(1));
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void aJoinDuringAPendingDrainSharesItsMove() {
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofMillis(1500));
        join("c");
        time.advance(Duration.ofMillis(500));
        job.lastCheckpoint().complete(7L);
        finishMove("a", "c");
        time.advance(Duration.ofMinutes(1));
        assertThat(job.moves).containsExactly(leaving("b", 7L));
    }

    @Test
    void joinsWaitForTheCooldown() {
        planner = planner(cooldownTiming(Duration.ofSeconds(10)));
        runOn("a", "b");
        join("c");
        time.advance(WINDOW);
        job.lastCheckpoint().complete(7L);
        finishMove("a", "b", "c");
        int checkpoints = job.checkpoints.size();
        join("d");
        time.advance(Duration.ofMillis(9999));
        assertThat(job.checkpoints).hasSize(checkpoints);
        time.advance(Duration.ofMillis(1));
        assertThat(job.checkpoints).hasSize(checkpoints + 1);
    }

    @Test
    void theWindowIsShortWhenTimeIsShort() {
        drain("b", Duration.ofSeconds(10));
        time.advance(Duration.ofMillis(999));
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(job.checkpoints).hasSize(1);
    }

    @Test
    void theCheckpointIsTimedToEndWithTheWindow() {
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        time.advance(Duration.ofMillis(150));
        job.lastCheckpoint().complete(7L);
        planner.idle();
        job.inUse.clear();
        runOn("a");
        time.advance(Duration.ofMillis(250));
        job.lastCheckpoint().complete(8L); // the one after the move

        join("c");
        int before = job.checkpoints.size();
        time.advance(WINDOW.minusMillis(151));
        assertThat(job.checkpoints).hasSize(before);
        time.advance(Duration.ofMillis(1));
        assertThat(job.checkpoints).hasSize(before + 1);
        time.advance(Duration.ofMillis(100));
        job.lastCheckpoint().complete(9L);
        assertThat(job.moves).as("not before the window has closed").hasSize(1);
        time.advance(Duration.ofMillis(50));
        assertThat(job.moves).hasSize(2);
    }

    @Test
    void machinesThatComeAndGoBeforeTheWindowClosesCostNothing() {
        join("c");
        time.advance(Duration.ofSeconds(1));
        job.registered.remove("c");
        planner.reconsider();
        time.advance(Duration.ofMinutes(1));
        assertThat(job.checkpoints).isEmpty();
        assertThat(time.alarms()).isZero();
    }

    @Test
    void machinesThatJoinDuringARestartAreTakenInAfterIt() {
        planner.idle();
        job.inUse.clear();
        planner.idle();
        job.registered.add("c");
        runOn("a", "b");
        time.advance(WINDOW);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves)
                .containsExactly(new Move(Cause.JOIN, List.of(), 7L, Destination.SLOTS_THAT_STAY));
    }

    @Test
    void aReplacementIsMovedToAfterItsOwnWindowAtEqualParallelism() {
        drain("a", Duration.ofSeconds(60));
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(10));
        join("c");
        time.advance(Duration.ofSeconds(1));
        join("d");
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofSeconds(1));
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves)
                .containsExactly(
                        new Move(Cause.DRAIN, List.of("a", "b"), 7L, Destination.SLOTS_THAT_STAY));
    }

    @Test
    void aLoneShutdownWaitsForAShortTimeOnly() {
        shutDown("b", Duration.ofSeconds(30));
        time.advance(SHUTDOWN_WINDOW.minusMillis(1));
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(job.checkpoints).hasSize(1);
    }

    @Test
    void eachFurtherShutdownStartsTheWaitAnew() {
        runOn("a", "b", "c", "d");
        shutDown("b", Duration.ofSeconds(30));
        time.advance(Duration.ofMillis(100));
        shutDown("c", Duration.ofSeconds(30));
        time.advance(Duration.ofMillis(100));
        shutDown("d", Duration.ofSeconds(30));
        time.advance(SHUTDOWN_WINDOW.minusMillis(1));
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofMillis(1));
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).hasSize(1);
        assertThat(job.moves.get(0).taskManagers()).containsExactly("b", "c", "d");
    }

    @Test
    void shutdownsThatNeverStopComingDoNotHoldTheFirstForever() {
        String[] all = new String[31];
        for (int i = 0; i < all.length; i++) {
            all[i] = "tm" + i;
        }
        runOn(all);
        for (int i = 0; i < 20; i++) {
            assertThat(job.checkpoints).isEmpty();
            shutDown("tm" + i, Duration.ofSeconds(30));
            time.advance(Duration.ofMillis(100));
        }
        assertThat(job.checkpoints).as("2 s after the first").hasSize(1);
    }

    @Test
    void anAnnouncedDrainLeavesWithAShutdown() {
        runOn("a", "b", "c");
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofMillis(500));
        shutDown("c", Duration.ofSeconds(30));
        time.advance(SHUTDOWN_WINDOW);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).hasSize(1);
        assertThat(job.moves.get(0).taskManagers()).containsExactly("b", "c");
    }

    @Test
    void theTimeInWhichANoticeMayHaveBeenThereCounts() {
        drain("b", Duration.ofSeconds(60), Duration.ofMillis(1200));
        time.advance(WINDOW.minusMillis(1201));
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(job.checkpoints).hasSize(1);
    }

    @Test
    void thoseThatAskAtTheSameMomentNeedNotWaitForEachOtherLong() {
        runOn("a", "b", "c", "d");
        drain("b", Duration.ofSeconds(60), Duration.ofSeconds(4));
        time.advance(Duration.ofMillis(100));
        drain("c", Duration.ofSeconds(60), Duration.ofSeconds(4));
        time.advance(Duration.ofMillis(100));
        drain("d", Duration.ofSeconds(60), Duration.ofMillis(1950));
        time.advance(SHUTDOWN_WINDOW.minusMillis(1));
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofMillis(1));
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).hasSize(1);
        assertThat(job.moves.get(0).taskManagers()).containsExactly("b", "c", "d");
    }

    @Test
    void askingAgainDoesNotMakeANoticeOlder() {
        drain("b", Duration.ofSeconds(60));
        drain("b", Duration.ofSeconds(60), Duration.ofMinutes(1));
        time.advance(WINDOW.minusMillis(1));
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(job.checkpoints).hasSize(1);
    }
}
