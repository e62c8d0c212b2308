package io.spillway.page;

import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the fleet table of what the JobManager tells, look by look: those that are there, and below
 * them those that left last. Not thread-safe.
 */
public final class FleetRows {
    private static final int MOST_DEPARTED = 6;

    private final Map<String, Machine> present = new LinkedHashMap<>();
    private final Map<String, Machine> departed = new LinkedHashMap<>();

    /**
     * Takes a look in.
     *
     * @return the machines that are there, by id, in the JobManager's order
     */
    public Map<String, Machine> look(FleetView fleet) {
        Map<String, Machine> before = new LinkedHashMap<>(present);
        present.clear();
        for (FleetView.TaskManager taskManager : fleet.taskManagers()) {
            Machine machine = machine(taskManager);
            if (taskManager.state() == FleetView.State.GONE) {
                before.remove(machine.id());
                departed.putIfAbsent(machine.id(), machine.left());
            } else {
                present.put(machine.id(), machine);
            }
        }
        for (Machine machine : before.values()) {
            if (!present.containsKey(machine.id())) {
                departed.putIfAbsent(machine.id(), machine.left());
            }
        }
        departed.keySet().removeAll(present.keySet());
        return new LinkedHashMap<>(present);
    }

    /**
     * Those that left last, the last one first.
     *
     * @param but machines that are there all the same, as somebody else knows
     */
    public List<Machine> departed(Set<String> but) {
        List<Machine> all =
                new ArrayList<>(
                        departed.values().stream().filter(m -> !but.contains(m.id())).toList());
        List<Machine> last = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0 && last.size() < MOST_DEPARTED; i--) {
            last.add(all.get(i));
        }
        return last;
    }

    private static Machine machine(FleetView.TaskManager taskManager) {
        DrainView drain = taskManager.drain();
        boolean drained = drain != null && drain.state() == DrainState.DRAINED;
        Machine.State state =
                switch (taskManager.state()) {
                    case IN_SERVICE -> Machine.State.IN_SERVICE;
                    case DRAINING -> Machine.State.DRAINING;
                    case DRAINED -> Machine.State.DRAINED;
                    case GONE -> drained ? Machine.State.DRAINED : Machine.State.GONE;
                };
        FleetView.Notice notice = taskManager.notice();
        String reason =
                notice != null
                        ? notice.kind().name()
                        : drain != null && drain.state() != DrainState.CANCELLED
                                ? drain.reason().name()
                                : null;
        return new Machine(
                taskManager.id(),
                place(taskManager),
                taskManager.slots(),
                taskManager.freeSlots(),
                state,
                state == Machine.State.DRAINING && drain != null ? drain.state().name() : null,
                reason,
                notice != null && !notice.certain(),
                notice == null ? null : notice.timeLeftMs(),
                drain == null || drain.state() == DrainState.CANCELLED ? null : drain.elapsedMs(),
                null,
                false,
                false,
                Set.of());
    }

    private static String place(FleetView.TaskManager taskManager) {
        String place =
                Stream.of(taskManager.host(), taskManager.zone(), taskManager.instanceType())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(", "));
        return place.isEmpty() ? null : place;
    }
}
