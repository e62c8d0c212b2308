package io.spillway.scalein;

import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Machines of the group that run and aren't TaskManagers: they boot, or host something else. Each
 * is waited for for a while from when it was seen first. Not thread-safe.
 */
final class Arrivals {
    private final Duration patience;
    private final Map<String, Duration> firstSeen = new HashMap<>();

    Arrivals(Duration patience) {
        this.patience = patience;
    }

    /** Those that may yet become TaskManagers. */
    Set<String> expected(Duration now, Sight sight, InstanceGroupState group) {
        Set<String> known = sight.machines().stream().map(Machine::id).collect(Collectors.toSet());
        Set<String> strangers =
                group.members().stream()
                        .filter(m -> m.state() == State.RUNNING && !known.contains(m.id()))
                        .map(InstanceGroupMember::id)
                        .collect(Collectors.toSet());
        firstSeen.keySet().retainAll(strangers);
        strangers.forEach(id -> firstSeen.putIfAbsent(id, now));
        strangers.removeIf(id -> now.minus(firstSeen.get(id)).compareTo(patience) >= 0);
        return strangers;
    }
}
