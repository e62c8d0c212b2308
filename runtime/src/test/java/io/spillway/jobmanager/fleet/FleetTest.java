package io.spillway.jobmanager.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.ManualTime;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.Notice;
import io.spillway.restapi.FleetView.State;
import io.spillway.restapi.TaskManagerAnnouncement;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetTest {

    private static final RegisteredTaskManager A = new RegisteredTaskManager("a", "10.0.0.1", 2);
    private static final RegisteredTaskManager B = new RegisteredTaskManager("b", "10.0.0.2", 2);

    private final ManualTime time = new ManualTime();
    private final DrainBook book = new DrainBook(time);
    private final Fleet fleet = new Fleet(book, time);

    private FleetView.TaskManager only(FleetView view, String id) {
        return view.taskManagers().stream().filter(t -> t.id().equals(id)).findAny().orElseThrow();
    }

    @Test
    void withoutAJobThereIsNone() {
        assertThat(fleet.view(List.of(A)).job()).isNull();
    }

    @Test
    void freeSlotsAreThoseWithoutATaskOfTheJob() {
        FleetJob job = fleet.jobFor("1", "name");
        job.update(new FleetJob.Status("RUNNING", 2, Map.of("a", 1), null));
        FleetView view = fleet.view(List.of(B, A));
        assertThat(view.taskManagers())
                .extracting(FleetView.TaskManager::id)
                .containsExactly("a", "b");
        assertThat(only(view, "a").freeSlots()).isEqualTo(1);
        assertThat(only(view, "b").freeSlots()).isEqualTo(2);
        assertThat(view.job().parallelism()).isEqualTo(2);
        assertThat(view.job().state()).isEqualTo("RUNNING");
    }

    @Test
    void aReplacedSchedulerGoesOnCounting() {
        FleetJob job = fleet.jobFor("1", "name");
        job.rescales().failed();
        assertThat(fleet.jobFor("1", "name").rescales().counts().failures()).isEqualTo(1);
        assertThat(fleet.jobFor("2", "other").rescales().counts().failures()).isZero();
    }

    @Test
    void statesFollowTheDrain() {
        book.register("job", () -> {});
        book.request(
                List.of("a"), NoticeKind.SPOT_INTERRUPTION, Duration.ofSeconds(100), Duration.ZERO);
        FleetView.TaskManager draining = only(fleet.view(List.of(A)), "a");
        assertThat(draining.state()).isEqualTo(State.DRAINING);
        assertThat(draining.notice())
                .isEqualTo(new Notice(NoticeKind.SPOT_INTERRUPTION, 100_000L, true));
        book.deregister("job");
        assertThat(only(fleet.view(List.of(A)), "a").state()).isEqualTo(State.DRAINED);
        book.left("a");
        FleetView.TaskManager gone = only(fleet.view(List.of()), "a");
        assertThat(gone.state()).isEqualTo(State.GONE);
        assertThat(gone.drain()).isNotNull();
    }

    @Test
    void oneThatCameBackIsInService() {
        book.request(List.of("a"), NoticeKind.SHUTDOWN, null, Duration.ZERO);
        book.left("a");
        FleetView.TaskManager back = only(fleet.view(List.of(A)), "a");
        assertThat(back.state()).isEqualTo(State.IN_SERVICE);
        assertThat(back.drain()).isNull();
        assertThat(back.notice()).isNull();
    }

    @Test
    void aDrainedOneThatNoJobSawLeaveIsNotHiddenForever() {
        book.request(List.of("a"), NoticeKind.SHUTDOWN, null, Duration.ZERO);
        assertThat(book.hidden()).containsExactly("a");
        fleet.view(List.of());
        assertThat(book.hidden()).isEmpty();
    }

    @Test
    void announcementsAreShownAndForgottenWithTheMachine() {
        Notice advice = new Notice(NoticeKind.REBALANCE, null, false);
        fleet.announce("a", new TaskManagerAnnouncement("z1", "m5", advice));
        FleetView.TaskManager shown = only(fleet.view(List.of(A)), "a");
        assertThat(shown.zone()).isEqualTo("z1");
        assertThat(shown.instanceType()).isEqualTo("m5");
        assertThat(shown.notice()).isEqualTo(advice);
        fleet.view(List.of());
        assertThat(only(fleet.view(List.of(A)), "a").zone()).isNull();
    }

    @Test
    void aDrainsNoticeComesBeforeAdvice() {
        fleet.announce(
                "a",
                new TaskManagerAnnouncement(
                        null, null, new Notice(NoticeKind.REBALANCE, null, false)));
        book.request(List.of("a"), NoticeKind.SCALE_IN, null, Duration.ZERO);
        assertThat(only(fleet.view(List.of(A)), "a").notice().kind())
                .isEqualTo(NoticeKind.SCALE_IN);
    }
}
