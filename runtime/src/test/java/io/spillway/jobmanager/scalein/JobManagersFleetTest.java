package io.spillway.jobmanager.scalein;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.FleetJob;
import io.spillway.jobmanager.fleet.JobTasks;
import io.spillway.jobmanager.fleet.RegisteredTaskManager;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.TaskManagerAnnouncement;
import io.spillway.scalein.Machine;
import io.spillway.scalein.Machine.Standing;
import io.spillway.scalein.Sight;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobManagersFleetTest {
    private final DrainBook book = new DrainBook(() -> 0);
    private final Fleet fleet = new Fleet(book, () -> 0);
    private final List<RegisteredTaskManager> registered = new ArrayList<>();
    private final JobManagersFleet seen =
            new JobManagersFleet(
                    fleet,
                    book,
                    () -> CompletableFuture.completedFuture(registered),
                    Optional::empty);

    private void register(String... ids) {
        for (String id : ids) {
            registered.add(new RegisteredTaskManager(id, "10.0.0.1", 2));
        }
    }

    private Sight look() {
        return seen.look().toCompletableFuture().join();
    }

    private void runs(int parallelism, int maxParallelism, Map<String, Integer> slotsInUse) {
        fleet.jobFor("1", "job")
                .update(
                        new FleetJob.Status(
                                "RUNNING",
                                parallelism,
                                slotsInUse,
                                new JobTasks(
                                        List.of(
                                                new JobTasks.Vertex(
                                                        "v",
                                                        "map",
                                                        maxParallelism,
                                                        List.of(),
                                                        new int[parallelism])))));
    }

    @Test
    void runsTheJobFromItsFirstMomentUntilItIsSuspendedOrOver() {
        assertThat(seen.runsTheJob()).isFalse();
        FleetJob job = fleet.jobFor("1", "job");
        assertThat(seen.runsTheJob()).isTrue();
        for (String state : List.of("RUNNING", "RESTARTING", "FAILING", "CREATED")) {
            job.update(new FleetJob.Status(state, 0, Map.of(), null));
            assertThat(seen.runsTheJob()).as(state).isTrue();
        }
        for (String state : List.of("SUSPENDED", "FINISHED", "CANCELED", "FAILED")) {
            job.update(new FleetJob.Status(state, 0, Map.of(), null));
            assertThat(seen.runsTheJob()).as(state).isFalse();
        }
    }

    @Test
    void tellsThatTheJobComes() {
        AtomicInteger told = new AtomicInteger();
        fleet.whenJobComes(told::incrementAndGet);
        fleet.jobFor("1", "job");
        fleet.jobFor("1", "job");
        assertThat(told).hasValue(2);
    }

    @Test
    void machinesStandAsTheirDrainsSay() {
        register("a", "b", "c", "d");
        book.register("job", () -> {});
        seen.drain(List.of("b", "c"));
        book.deregister("other");
        book.request(List.of("d"), NoticeKind.SHUTDOWN, null, Duration.ZERO);
        runs(2, 128, Map.of("a", 2));
        fleet.announce(
                "a",
                new TaskManagerAnnouncement(
                        "zone-a", "n2", new FleetView.Notice(NoticeKind.REBALANCE, null, false)));
        assertThat(look().machines())
                .containsExactly(
                        new Machine("a", 2, false, true, Standing.IN_SERVICE),
                        new Machine("b", 2, true, false, Standing.DRAINING),
                        new Machine("c", 2, true, false, Standing.DRAINING),
                        new Machine("d", 2, true, false, Standing.DRAINING));
        book.deregister("job");
        assertThat(look().machines())
                .extracting(Machine::standing)
                .containsExactly(
                        Standing.IN_SERVICE, Standing.DRAINED, Standing.DRAINED, Standing.DRAINED);
        assertThat(seen.drainOf("b")).contains(DrainState.DRAINED);
        seen.takeBack("b");
        seen.takeBack("d");
        assertThat(look().machines())
                .extracting(Machine::standing)
                .containsExactly(
                        Standing.IN_SERVICE,
                        Standing.IN_SERVICE,
                        Standing.DRAINED,
                        Standing.DRAINED);
        assertThat(fleet.view(registered).taskManagers())
                .filteredOn(t -> t.id().equals("c"))
                .singleElement()
                .satisfies(t -> assertThat(t.notice().kind()).isEqualTo(NoticeKind.SCALE_IN));
    }

    @Test
    void isSettledWhenAllTasksRunAndJoiningWhileTheyCouldBeMore() {
        register("a", "b");
        assertThat(look().settled()).isFalse();
        runs(2, 128, Map.of("a", 2));
        assertThat(look().settled()).isTrue();
        assertThat(look().joining()).isTrue();
        runs(4, 128, Map.of("a", 2, "b", 2));
        assertThat(look().joining()).isFalse();
        // A job that can't use more leaves the other machine without work.
        runs(2, 2, Map.of("a", 2));
        assertThat(look().joining()).isFalse();
    }

    @Test
    void whatIsHeldIsHiddenBeforeItComes() {
        seen.hold(List.of("a"));
        look();
        assertThat(book.hidden()).containsExactly("a");
        register("a");
        assertThat(look().machines())
                .extracting(Machine::standing)
                .containsExactly(Standing.DRAINED);
        seen.hold(List.of("b"));
        seen.gone(List.of("b"));
        assertThat(book.hidden()).containsExactly("a");
    }
}
