package io.spillway.demo.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.demo.load.AdjustableLoad;
import io.spillway.demo.load.SineLoad;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.page.Action;
import io.spillway.page.ActionException;
import io.spillway.page.Mark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveControlsTest {
    private final FakeMachines machines = new FakeMachines();
    private final AdjustableLoad load = new AdjustableLoad(new SineLoad(0, 1000, 60));
    private final Interventions interventions = new Interventions();
    private final List<Mark> notes = new ArrayList<>();
    private boolean running = true;
    private final LiveControls controls =
            new LiveControls(
                    EnumSet.allOf(Action.Kind.class),
                    () -> running ? Optional.of(machines) : Optional.empty(),
                    load,
                    interventions,
                    () -> 12.5,
                    notes::add);

    @Test
    void eachDeedReachesTheMachineAndIsNoted() throws ActionException {
        on(Action.Kind.NOTICE, "tm-1");
        on(Action.Kind.FREEZE, "tm-1");
        on(Action.Kind.THAW, "tm-frozen");
        on(Action.Kind.KILL, "tm-1");
        controls.perform(new Action(Action.Kind.ADD, null, null, null));

        assertThat(machines.asked)
                .containsExactly(
                        "notice tm-1", "freeze tm-1", "thaw tm-frozen", "kill tm-1", "add");
        assertThat(interventions.count()).isEqualTo(5);
        assertThat(notes).hasSize(5).extracting(Mark::kind).containsOnly(Mark.Kind.INTERVENTION);
        assertThat(notes.get(3).text()).isEqualTo("from the page: tm-1 is killed");
        assertThat(notes.get(3).second()).isEqualTo(12.5);
    }

    @Test
    void onlyWhatBreaksAMachineExcusesFailures() throws ActionException {
        on(Action.Kind.NOTICE, "tm-1");
        interventions.look(13, 1, Set.of("tm-1"));
        assertThat(interventions.provokedFailures()).isZero();

        on(Action.Kind.KILL, "tm-1");
        interventions.look(14, 2, Set.of("tm-1"));
        assertThat(interventions.provokedFailures()).isEqualTo(1);
    }

    @Test
    void changesTheLoadFromNowOn() throws ActionException {
        controls.perform(new Action(Action.Kind.LOAD, null, null, 700.0));
        assertThat(load.rate(12.4)).isNotEqualTo(700);
        assertThat(load.rate(12.5)).isEqualTo(700);

        controls.perform(new Action(Action.Kind.LOAD, null, 2.0, null));
        assertThat(load.rate(30)).isEqualTo(2000);
        assertThat(notes)
                .extracting(Mark::text)
                .containsExactly(
                        "from the page: the load is 700 records/s",
                        "from the page: the load is 2 times the planned");
    }

    @Test
    void theEndOfTheLoadIsTheLastThatCanBeAskedFor() throws ActionException {
        on(Action.Kind.END, null);

        assertThat(load.hasEnded()).isTrue();
        assertThat(interventions.count()).isEqualTo(1);
        assertThat(notes)
                .extracting(Mark::text)
                .containsExactly(
                        "from the page: the load ends; what was sent is waited for and checked");
        for (Action.Kind each : Action.Kind.values()) {
            assertRefused(each, "tm-1", ActionException.Kind.CONFLICT, "load doesn't run");
        }
    }

    @Test
    void refusesWhatCannotBeDoneAndNotesNothing() {
        assertRefused(Action.Kind.KILL, "tm-9", ActionException.Kind.NOT_FOUND, "no machine tm-9");
        assertRefused(Action.Kind.THAW, "tm-1", ActionException.Kind.CONFLICT, "isn't frozen");
        assertRefused(
                Action.Kind.FREEZE, "tm-frozen", ActionException.Kind.CONFLICT, "frozen already");
        assertRefused(
                Action.Kind.NOTICE, "tm-leaving", ActionException.Kind.CONFLICT, "asked to go");
        machines.desired = 5;
        assertRefused(Action.Kind.ADD, null, ActionException.Kind.CONFLICT, "maximum of 5");
        running = false;
        assertRefused(Action.Kind.KILL, "tm-1", ActionException.Kind.CONFLICT, "load doesn't run");

        assertThat(machines.asked).isEmpty();
        assertThat(notes).isEmpty();
        assertThat(interventions.count()).isZero();
    }

    private void on(Action.Kind kind, String machine) throws ActionException {
        controls.perform(new Action(kind, machine, null, null));
    }

    private void assertRefused(
            Action.Kind kind, String machine, ActionException.Kind why, String text) {
        assertThatThrownBy(() -> on(kind, machine))
                .isInstanceOfSatisfying(
                        ActionException.class, e -> assertThat(e.kind()).isEqualTo(why))
                .hasMessageContaining(text);
    }

    private static final class FakeMachines implements Machines {
        private final List<String> asked = new ArrayList<>();
        private int desired = 3;

        @Override
        public List<GroupMember> members() {
            return List.of(
                    new GroupMember("tm-1", GroupMember.State.IN_SERVICE, false, Instant.EPOCH),
                    new GroupMember("tm-frozen", GroupMember.State.IN_SERVICE, true, Instant.EPOCH),
                    new GroupMember(
                            "tm-leaving", GroupMember.State.STOPPING, false, Instant.EPOCH));
        }

        @Override
        public int desired() {
            return desired;
        }

        @Override
        public int maximum() {
            return 5;
        }

        @Override
        public void add() {
            asked.add("add");
        }

        @Override
        public void notice(String id) {
            asked.add("notice " + id);
        }

        @Override
        public void freeze(String id) {
            asked.add("freeze " + id);
        }

        @Override
        public void thaw(String id) {
            asked.add("thaw " + id);
        }

        @Override
        public void kill(String id) {
            asked.add("kill " + id);
        }
    }
}
