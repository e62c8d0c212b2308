package io.spillway.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.demo.report.Event;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.Cause;
import io.spillway.restapi.FleetView.Rescale;
import io.spillway.restapi.FleetView.State;
import io.spillway.spi.cloud.NoticeKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetJournalTest {
    private final FleetJournal journal = new FleetJournal();

    @Test
    void aRescaleIsOneEventThatBeganWhenTheJobManagerSays() {
        look(0, job(0, 0, 0, null));
        look(10, job(1, 1, 0, new Rescale(Cause.JOIN, true, 1, 2, 5L, null, null, 400)));
        look(10.5, job(1, 1, 0, new Rescale(Cause.JOIN, true, 1, 2, 5L, null, null, 1100)));
        look(11, job(1, 1, 0, new Rescale(Cause.JOIN, true, 1, 2, 5L, 700L, null, 1400)));
        look(20, job(1, 1, 0, new Rescale(Cause.JOIN, true, 1, 2, 5L, 700L, null, 10_900)));

        assertThat(journal.events())
                .containsExactly(
                        new Event(
                                9.6,
                                Event.Kind.RESCALE,
                                null,
                                "parallelism 1 \u2192 2, TaskManagers joined",
                                700.0,
                                5L));
        assertThat(journal.rescales()).isEqualTo(1);
        assertThat(journal.plannedRescales()).isEqualTo(1);
        assertThat(journal.failures()).isZero();
        assertThat(journal.downtimeMs()).isEqualTo(700);
    }

    @Test
    void whatWasBeforeTheRecordingDoesNotCount() {
        Rescale early = new Rescale(Cause.JOIN, true, 1, 2, 5L, 700L, null, 60_000);
        look(0, job(3, 2, 1, early));
        look(1, job(3, 2, 1, early));

        assertThat(journal.events()).isEmpty();
        assertThat(journal.rescales()).isZero();
        assertThat(journal.failures()).isZero();
        assertThat(journal.downtimeMs()).isZero();
    }

    @Test
    void aFailureThatMovesTheJobIsOneEvent() {
        look(0, job(0, 0, 0, null));
        look(5, job(0, 0, 1, null));
        look(9, job(1, 0, 1, new Rescale(Cause.FAILURE, false, 3, 2, 4L, 3000L, null, 4000)));

        assertThat(journal.events()).hasSize(1);
        Event event = journal.events().get(0);
        assertThat(event.kind()).isEqualTo(Event.Kind.FAILURE);
        assertThat(event.durationMs()).isEqualTo(3000.0);
        assertThat(journal.rescales()).isEqualTo(1);
        assertThat(journal.plannedRescales()).isZero();
        assertThat(journal.failures()).isEqualTo(1);
    }

    @Test
    void aFailureOnTheSameMachinesIsToldToo() {
        look(0, job(0, 0, 0, null));
        look(5, job(0, 0, 1, null));
        look(6, job(0, 0, 1, null));

        assertThat(journal.events()).extracting(Event::kind).containsExactly(Event.Kind.FAILURE);
    }

    @Test
    void aDrainIsFollowedToItsEnd() {
        look(0, taskManager("tm-2", State.IN_SERVICE, null));
        look(5, taskManager("tm-2", State.DRAINING, drain("tm-2", DrainState.ACCEPTED, null, 200)));
        assertThat(journal.lastDrainMs()).isEmpty();
        look(6, taskManager("tm-2", State.DRAINED, drain("tm-2", DrainState.DRAINED, 9L, 640)));
        look(7, taskManager("tm-2", State.GONE, drain("tm-2", DrainState.DRAINED, 9L, 640)));

        assertThat(journal.events())
                .containsExactly(new Event(4.8, Event.Kind.DRAIN, "tm-2", "drained", 640.0, 9L));
        assertThat(journal.lastDrainMs()).hasValue(640);
    }

    @Test
    void aTaskManagerThatIsGoneWithoutADrainWasLost() {
        look(0, taskManager("tm-2", State.IN_SERVICE, null));
        look(5, taskManager("tm-2", State.GONE, null));
        look(6, taskManager("tm-2", State.GONE, null));

        assertThat(journal.events())
                .containsExactly(
                        new Event(5, Event.Kind.LOSS, "tm-2", "gone without a drain", null));
    }

    private void look(double second, FleetView.Job job) {
        journal.look(second, new FleetView(job, List.of()));
    }

    private void look(double second, FleetView.TaskManager taskManager) {
        journal.look(second, new FleetView(null, List.of(taskManager)));
    }

    private static FleetView.Job job(int rescales, int planned, int failures, Rescale last) {
        return new FleetView.Job("id", "name", "RUNNING", 2, rescales, planned, failures, last);
    }

    private static FleetView.TaskManager taskManager(String id, State state, DrainView drain) {
        return new FleetView.TaskManager(id, "host", null, null, 1, 0, state, null, drain);
    }

    private static DrainView drain(String id, DrainState state, Long checkpoint, long elapsedMs) {
        return new DrainView(id, state, NoticeKind.SHUTDOWN, null, checkpoint, elapsedMs);
    }
}
