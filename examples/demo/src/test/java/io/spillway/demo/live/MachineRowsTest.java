package io.spillway.demo.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.localcloud.group.GroupMember;
import io.spillway.page.Action;
import io.spillway.page.Machine;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineRowsTest {
    private final MachineRows rows = new MachineRows(EnumSet.allOf(Action.Kind.class));

    @Test
    void bootingMachinesAreThereBeforeTheirTaskManagers() {
        List<Machine> machines =
                rows.look(
                        fleet(taskManager("tm-1", FleetView.State.IN_SERVICE, null)),
                        List.of(
                                member("tm-1", GroupMember.State.IN_SERVICE, false),
                                member("tm-2", GroupMember.State.BOOTING, false)),
                        Map.of("tm-1", 0.7));

        assertThat(machines)
                .extracting(Machine::id, Machine::state, Machine::load)
                .containsExactly(
                        tuple("tm-1", Machine.State.IN_SERVICE, 0.7),
                        tuple("tm-2", Machine.State.BOOTING, null));
        assertThat(machines.get(0).actions())
                .containsExactlyInAnyOrder(
                        Action.Kind.NOTICE, Action.Kind.FREEZE, Action.Kind.KILL);
    }

    @Test
    void aMachineGoesThroughItsDrainAndStaysAsDrained() {
        List<GroupMember> leaving = List.of(member("tm-1", GroupMember.State.STOPPING, false));
        assertThat(
                        state(
                                rows.look(
                                        fleet(
                                                taskManager(
                                                        "tm-1", FleetView.State.IN_SERVICE, null)),
                                        leaving,
                                        Map.of())))
                .isEqualTo(Machine.State.STOPPING);
        List<Machine> draining =
                rows.look(
                        fleet(
                                taskManager(
                                        "tm-1",
                                        FleetView.State.DRAINING,
                                        DrainState.CHECKPOINTING)),
                        leaving,
                        Map.of());
        assertThat(state(draining)).isEqualTo(Machine.State.DRAINING);
        assertThat(draining.get(0).step()).isEqualTo("CHECKPOINTING");
        assertThat(draining.get(0).timeLeftMs()).isEqualTo(29_000);
        assertThat(draining.get(0).actions()).doesNotContain(Action.Kind.NOTICE);

        FleetView gone = fleet(taskManager("tm-1", FleetView.State.GONE, DrainState.DRAINED));
        for (List<GroupMember> members : List.of(leaving, List.<GroupMember>of())) {
            List<Machine> departed = rows.look(gone, members, Map.of());
            assertThat(state(departed)).isEqualTo(Machine.State.DRAINED);
            assertThat(departed.get(0).departed()).isTrue();
            assertThat(departed.get(0).actions()).isEmpty();
        }
    }

    @Test
    void aFrozenMachineIsLostToTheJobAndCanBeThawed() {
        rows.look(
                fleet(taskManager("tm-1", FleetView.State.IN_SERVICE, null)),
                List.of(member("tm-1", GroupMember.State.IN_SERVICE, true)),
                Map.of());
        List<Machine> machines =
                rows.look(
                        fleet(),
                        List.of(member("tm-1", GroupMember.State.IN_SERVICE, true)),
                        Map.of());

        assertThat(machines).hasSize(1);
        assertThat(machines.get(0).frozen()).isTrue();
        assertThat(machines.get(0).departed()).isFalse();
        assertThat(machines.get(0).state()).isEqualTo(Machine.State.GONE);
        assertThat(machines.get(0).actions())
                .contains(Action.Kind.THAW, Action.Kind.KILL)
                .doesNotContain(Action.Kind.FREEZE);
    }

    @Test
    void offersNothingThatTheRunDoesNot() {
        MachineRows few = new MachineRows(EnumSet.of(Action.Kind.KILL));
        assertThat(
                        few.look(
                                        fleet(),
                                        List.of(member("tm-1", GroupMember.State.BOOTING, false)),
                                        Map.of())
                                .get(0)
                                .actions())
                .containsExactly(Action.Kind.KILL);
    }

    private static Machine.State state(List<Machine> machines) {
        assertThat(machines).hasSize(1);
        return machines.get(0).state();
    }

    private static GroupMember member(String id, GroupMember.State state, boolean frozen) {
        return new GroupMember(id, state, frozen, Instant.EPOCH);
    }

    private static FleetView fleet(FleetView.TaskManager... taskManagers) {
        return new FleetView(null, List.of(taskManagers));
    }

    private static FleetView.TaskManager taskManager(
            String id, FleetView.State state, DrainState drain) {
        boolean goes = state == FleetView.State.DRAINING || state == FleetView.State.DRAINED;
        return new FleetView.TaskManager(
                id,
                "host",
                null,
                null,
                1,
                0,
                state,
                goes ? new FleetView.Notice(NoticeKind.SHUTDOWN, 29_000L, true) : null,
                drain == null
                        ? null
                        : new DrainView(id, drain, NoticeKind.SHUTDOWN, 29_000L, 3L, 300));
    }
}
