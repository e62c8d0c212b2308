package io.spillway.jobmanager.drain;

import io.spillway.jobmanager.drain.Move.Destination;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.FleetView.Cause;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A planner of a job that runs on TaskManagers {@code a} and {@code b}, in time that stands. */
abstract class MovePlannerFixture {

    static final String JOB = "job";
    static final Duration WINDOW = Duration.ofSeconds(2);
    static final Duration SHUTDOWN_WINDOW = Duration.ofMillis(150);
    static final MoveTiming TIMING = timing(Duration.ZERO, false, Duration.ofSeconds(10));

    final ManualTime time = new ManualTime();
    final DrainBook book = new DrainBook(time);
    final FakeJob job = new FakeJob(book, time);
    MovePlanner planner = planner(TIMING);

    /** As {@link #TIMING}, but new machines have to wait after a move. */
    static MoveTiming cooldownTiming(Duration joinCooldown) {
        return timing(joinCooldown, false, Duration.ofSeconds(10));
    }

    /** As {@link #TIMING}, but the sources stop with the checkpoint, for so long at most. */
    static MoveTiming exactTiming(Duration standstill) {
        return timing(Duration.ZERO, true, standstill);
    }

    private static MoveTiming timing(Duration joinCooldown, boolean exact, Duration standstill) {
        return new MoveTiming(
                WINDOW,
                SHUTDOWN_WINDOW,
                WINDOW,
                Duration.ZERO,
                joinCooldown,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                3,
                exact,
                standstill);
    }

    MovePlanner planner(MoveTiming timing) {
        return new MovePlanner(JOB, book, job, timing, time, time);
    }

    @BeforeEach
    void twoTaskManagers() {
        book.register(JOB, () -> planner.reconsider());
        runOn("a", "b");
    }

    void runOn(String... taskManagers) {
        job.registered.addAll(List.of(taskManagers));
        deployed(taskManagers);
        planner.running();
    }

    void deployed(String... taskManagers) {
        job.inUse.clear();
        job.inUse.addAll(List.of(taskManagers));
        planner.deployed();
        time.settle();
    }

    /** What the scheduler tells after a restart was asked for. */
    void finishMove(String... taskManagers) {
        planner.idle();
        job.inUse.clear();
        planner.idle();
        runOn(taskManagers);
        if (!job.checkpoints.isEmpty() && !job.lastCheckpoint().isDone()) {
            job.lastCheckpoint().complete(1000L);
        }
    }

    /** Told at once, to all that it concerns. */
    void shutDown(String taskManager, Duration timeLeft) {
        book.request(List.of(taskManager), NoticeKind.SHUTDOWN, timeLeft, Duration.ZERO);
    }

    /** As a cloud announces it, to an agent that hears at once. */
    void drain(String taskManager, Duration timeLeft) {
        drain(taskManager, timeLeft, Duration.ZERO);
    }

    /** As an agent learns of it that asks when the notice may be that old. */
    void drain(String taskManager, Duration timeLeft, Duration noticeAge) {
        book.request(List.of(taskManager), NoticeKind.SCALE_IN, timeLeft, noticeAge);
    }

    static Move leaving(String taskManager, Long checkpointId) {
        return new Move(
                Cause.DRAIN, List.of(taskManager), checkpointId, Destination.SLOTS_THAT_STAY);
    }

    DrainState stateOf(String taskManager) {
        return book.find(taskManager).orElseThrow().state();
    }

    void join(String taskManager) {
        job.registered.add(taskManager);
        planner.reconsider();
    }
}
