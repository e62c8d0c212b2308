package io.spillway.jobmanager.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.DrainState;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MovePlannerTest {

    private static final String JOB = "job";
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final MoveTiming TIMING =
            new MoveTiming(
                    WINDOW,
                    WINDOW,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    3);

    private final ManualTime time = new ManualTime();
    private final DrainBook book = new DrainBook(time);
    private final FakeJob job = new FakeJob(book);
    private MovePlanner planner = planner(TIMING);

    private MovePlanner planner(MoveTiming timing) {
        return new MovePlanner(JOB, book, job, timing, time, time);
    }

    @BeforeEach
    void twoTaskManagers() {
        book.register(JOB, () -> planner.reconsider());
        runOn("a", "b");
    }

    private void runOn(String... taskManagers) {
        job.registered.addAll(List.of(taskManagers));
        deployed(taskManagers);
        planner.running();
    }

    private void deployed(String... taskManagers) {
        job.inUse.clear();
        job.inUse.addAll(List.of(taskManagers));
        planner.deployed();
        time.settle();
    }

    /** What the scheduler tells after a restart was asked for. */
    private void finishMove(String... taskManagers) {
        planner.idle();
        job.inUse.clear();
        planner.idle();
        runOn(taskManagers);
        if (!job.checkpoints.isEmpty() && !job.lastCheckpoint().isDone()) {
            job.lastCheckpoint().complete(1000L);
        }
    }

    private void drain(String taskManager, Duration timeLeft) {
        book.request(List.of(taskManager), NoticeKind.SCALE_IN, timeLeft);
    }

    private DrainState stateOf(String taskManager) {
        return book.find(taskManager).orElseThrow().state();
    }

    private void join(String taskManager) {
        job.registered.add(taskManager);
        planner.reconsider();
    }

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
        assertThat(job.moves).containsExactly(new Move(List.of("b"), 7L, true));
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
    void drainsWithinTheWindowCostOneMove() {
        runOn("a", "b", "c");
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW.minusMillis(1));
        drain("c", Duration.ofSeconds(60));
        time.advance(Duration.ofMillis(1));
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(new Move(List.of("b", "c"), 7L, true));
    }

    @Test
    void aDrainThatArrivesWhileTheCheckpointRunsJoinsTheMove() {
        runOn("a", "b", "c");
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        drain("c", Duration.ofSeconds(60));
        assertThat(stateOf("c")).isEqualTo(DrainState.CHECKPOINTING);
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(new Move(List.of("b", "c"), 7L, true));
    }

    @Test
    void joinsWithinTheWindowCostOneMove() {
        join("c");
        time.advance(Duration.ofMillis(1900));
        join("d");
        assertThat(job.checkpoints).isEmpty();
        time.advance(Duration.ofMillis(100));
        job.lastCheckpoint().complete(7L);
        assertThat(job.moves).containsExactly(new Move(List.of(), 7L, true));
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
        assertThat(job.moves).containsExactly(new Move(List.of("b"), 7L, true));
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
        assertThat(job.moves).containsExactly(new Move(List.of("b"), 7L, true));
    }

    @Test
    void joinsWaitForTheCooldown() {
        planner =
                planner(
                        new MoveTiming(
                                WINDOW,
                                WINDOW,
                                Duration.ZERO,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(1),
                                3));
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
        assertThat(job.moves).containsExactly(new Move(List.of("b"), 7L, true));
    }

    @Test
    void aHangingCheckpointIsNotWaitedForBeyondTheDeadline() {
        drain("b", Duration.ofSeconds(30));
        time.advance(Duration.ofMillis(24_999));
        assertThat(job.checkpoints).hasSize(1);
        assertThat(job.moves).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(job.moves).containsExactly(new Move(List.of("b"), null, true));
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
        assertThat(job.moves.get(1)).isEqualTo(new Move(List.of("c"), null, true));
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
    void aFailedCheckpointIsTriedAgain() {
        drain("b", Duration.ofSeconds(60));
        time.advance(WINDOW);
        job.lastCheckpoint().completeExceptionally(new RuntimeException("no disk"));
        assertThat(stateOf("b")).isEqualTo(DrainState.ACCEPTED);
        assertThat(job.moves).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(job.checkpoints).hasSize(2);
        job.lastCheckpoint().complete(8L);
        assertThat(job.moves).containsExactly(new Move(List.of("b"), 8L, true));
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
        assertThat(job.moves).containsExactly(new Move(List.of("b"), null, true));
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
        assertThat(job.moves).containsExactly(new Move(List.of("a", "b"), 7L, false));
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
        assertThat(job.moves).containsExactly(new Move(List.of("a", "b"), 7L, true));
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
    void aDeploymentThatHangsIsLeftBeforeTheDeadline() {
        planner.idle();
        job.inUse.clear();
        planner.idle();
        deployed("a", "b");
        drain("b", Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(55));
        assertThat(job.moves).containsExactly(new Move(List.of("b"), null, true));
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
        assertThat(job.moves).containsExactly(new Move(List.of("b"), null, true));
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
        assertThat(job.moves).containsExactly(new Move(List.of(), 7L, true));
    }
}
