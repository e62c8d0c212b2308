package io.spillway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.page.Status.Phase;
import io.spillway.restapi.HttpJobManagerClient;
import io.spillway.restapi.JobManagerEndpoint;
import io.spillway.testing.FakeFleetServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterWatchTest {
    private final FakeFleetServer server = new FakeFleetServer();
    private final HttpJobManagerClient client =
            new HttpJobManagerClient(
                    new JobManagerEndpoint(
                            server.uri(),
                            Optional.empty(),
                            false,
                            Map.of(),
                            Duration.ofSeconds(5)));
    private long now;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void showsWhatTheJobManagerTellsAndNoButton() {
        server.jobManager.registered.put("vm-1", 2);
        ClusterWatch watch = watch(false);

        now = TimeUnit.SECONDS.toNanos(3);
        watch.look();

        assertThat(watch.model().description().actions()).isEmpty();
        assertThat(watch.model().status().phase()).isEqualTo(Phase.RUNNING);
        assertThat(watch.model().since(0).points())
                .containsExactly(
                        new Point(3, Map.of("registered", 1.0, "in-service", 1.0, "slots", 2.0)));
        assertThat(watch.model().machines())
                .singleElement()
                .satisfies(
                        machine -> {
                            assertThat(machine.id()).isEqualTo("vm-1");
                            assertThat(machine.state()).isEqualTo(Machine.State.IN_SERVICE);
                            assertThat(machine.actions()).isEmpty();
                        });
    }

    @Test
    void aMachineThatMayBeDrainedHasTheButtonUntilItDrains() throws Exception {
        server.jobManager.registered.put("vm-1", 1);
        ClusterWatch watch = watch(true);
        watch.look();
        assertThat(watch.model().machines().get(0).actions()).containsExactly(Action.Kind.NOTICE);
        assertThat(watch.model().description().confirm()).isTrue();

        new DrainByRequest(client).perform(new Action(Action.Kind.NOTICE, "vm-1", null, null));

        assertThat(server.jobManager.requests)
                .singleElement()
                .satisfies(r -> assertThat(r.taskManagers()).containsExactly("vm-1"));
    }

    @Test
    void whatKeepsMachinesFromBeingTakenAwayIsAtTheHeadUntilItIsMended() {
        server.jobManager.groupScalesIn();
        ClusterWatch watch = watch(false);
        watch.look();
        assertThat(watch.model().status().problem()).contains("ONLY_SCALE_OUT");

        server.jobManager.scaleIn = null;
        watch.look();
        assertThat(watch.model().status().problem()).isNull();
    }

    @Test
    void anUnknownMachineIsNamed() {
        assertThatThrownBy(
                        () ->
                                new DrainByRequest(client)
                                        .perform(
                                                new Action(
                                                        Action.Kind.NOTICE, "no-vm", null, null)))
                .isInstanceOfSatisfying(
                        ActionException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(ActionException.Kind.NOT_FOUND);
                            assertThat(e).hasMessageStartingWith("taskManager: ");
                            assertThat(e).hasMessageContaining("no-vm");
                        });
    }

    @Test
    void aJobManagerThatIsAwayLeavesAGapAndComesBack() {
        ClusterWatch watch = watch(false);
        server.garbage = "no fleet";
        watch.look();

        assertThat(watch.model().status().phase()).isEqualTo(Phase.UNREACHABLE);
        assertThat(watch.model().since(0).points())
                .extracting(Point::values)
                .containsExactly(Map.of());

        server.garbage = null;
        watch.look();
        assertThat(watch.model().status().phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void thoseThatLeftStayForAWhile() {
        server.jobManager.registered.put("vm-1", 1);
        server.jobManager.registered.put("vm-2", 1);
        ClusterWatch watch = watch(true);
        watch.look();
        server.jobManager.registered.remove("vm-1");
        watch.look();

        List<Machine> machines = watch.model().machines();
        assertThat(machines).extracting(Machine::id).containsExactly("vm-2", "vm-1");
        assertThat(machines.get(1).departed()).isTrue();
        assertThat(machines.get(1).state()).isEqualTo(Machine.State.GONE);
        assertThat(machines.get(1).actions()).isEmpty();
        assertThat(watch.model().since(0).marks())
                .extracting(numbered -> numbered.mark().kind(), n -> n.mark().taskManager())
                .containsExactly(tuple(Mark.Kind.LOSS, "vm-1"));
    }

    @Test
    void thoseThatAnotherJobManagerDoesNotKnowYetAreNotLost() {
        server.jobManager.registered.put("vm-1", 1);
        ClusterWatch watch = watch(false);
        watch.look();
        server.garbage = "no fleet";
        watch.look();
        server.garbage = null;
        server.jobManager.registered.clear();
        watch.look();

        assertThat(watch.model().since(0).marks()).isEmpty();
    }

    private ClusterWatch watch(boolean mayDrain) {
        return new ClusterWatch(client, mayDrain, () -> now);
    }
}
