package io.spillway.demo.live;

import io.spillway.localcloud.group.GroupMember;
import io.spillway.page.Action;
import io.spillway.page.FleetRows;
import io.spillway.page.Machine;
import io.spillway.restapi.FleetView;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fleet table of the demo: what the JobManager knows of TaskManagers, and what the local cloud
 * knows of the machines below them. Not thread-safe.
 */
final class MachineRows {
    private final FleetRows rows = new FleetRows();
    private final Set<Action.Kind> offered;

    /**
     * @param offered what may be done to machines
     */
    MachineRows(Set<Action.Kind> offered) {
        this.offered = offered;
    }

    /**
     * Takes a look in.
     *
     * @param loads how busy TaskManagers are, 0 to 1
     */
    List<Machine> look(FleetView fleet, List<GroupMember> members, Map<String, Double> loads) {
        Map<String, Machine> registered = rows.look(fleet);
        Set<String> alive = members.stream().map(GroupMember::id).collect(Collectors.toSet());
        Set<String> left =
                rows.departed(Set.of()).stream().map(Machine::id).collect(Collectors.toSet());
        List<Machine> all = new ArrayList<>();
        for (GroupMember member : members) {
            Machine known = registered.remove(member.id());
            if (known == null && goes(member) && left.contains(member.id())) {
                // Its TaskManager has left; the rest of it is about to.
                alive.remove(member.id());
            } else {
                all.add(row(member, known).withLoad(loads.get(member.id())));
            }
        }
        // Machines that have gone, and whose TaskManagers the JobManager still waits for.
        all.addAll(registered.values());
        all.addAll(rows.departed(alive));
        return all;
    }

    private static boolean goes(GroupMember member) {
        return member.state() == GroupMember.State.STOPPING;
    }

    private Machine row(GroupMember member, Machine known) {
        Machine machine = known == null ? unknown(member) : known;
        if (known != null && goes(member) && known.state() == Machine.State.IN_SERVICE) {
            machine = machine.withState(Machine.State.STOPPING, null, false);
        }
        if (member.frozen()) {
            machine = machine.withState(machine.state(), machine.step(), true);
        }
        return machine.withActions(actions(member));
    }

    private static Machine unknown(GroupMember member) {
        Machine.State state =
                switch (member.state()) {
                    case BOOTING -> Machine.State.BOOTING;
                    case IN_SERVICE -> Machine.State.GONE;
                    case STOPPING -> Machine.State.STOPPING;
                };
        return new Machine(
                member.id(),
                null,
                0,
                0,
                state,
                null,
                null,
                false,
                null,
                null,
                null,
                member.frozen(),
                false,
                Set.of());
    }

    private Set<Action.Kind> actions(GroupMember member) {
        Set<Action.Kind> actions = EnumSet.of(Action.Kind.KILL);
        actions.add(member.frozen() ? Action.Kind.THAW : Action.Kind.FREEZE);
        if (!goes(member)) {
            actions.add(Action.Kind.NOTICE);
        }
        actions.retainAll(offered);
        return actions;
    }
}
