package io.spillway.ha.pointers;

import io.spillway.ha.pointers.Change.Add;
import io.spillway.ha.pointers.Change.Mark;
import io.spillway.ha.pointers.Change.Plain;
import io.spillway.ha.pointers.Change.Replace;
import io.spillway.ha.pointers.Change.Reserve;
import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.testing.simulation.SimulatedTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a leader wants to be done, as the stores on a manifest would: it adds pointers, marks those
 * that these supersede or others, replaces some, takes ids.
 */
final class LeaderWishes {
    private static final int RETAINED = 3;

    private final Random random;
    private final SimulatedTime time;

    /** Handles that it has ever tried to write, by name. */
    private final Map<String, Set<String>> tried = new HashMap<>();

    LeaderWishes(Random random, SimulatedTime time) {
        this.random = random;
        this.time = time;
    }

    /**
     * One of them.
     *
     * @param adds the handle that it brings; empty if none
     * @param removes handles whose pointers nobody may read afterwards
     */
    record Wish(Change change, Optional<String> adds, Set<String> removes) {
        static final Wish READING = new Wish(Plain.READING, Optional.empty(), Set.of());
    }

    /**
     * @param known what the leader has read last
     */
    Wish next(ManifestContent known) {
        Map<String, Entry> entries = known.entries();
        Set<String> names = new TreeSet<>();
        entries.forEach(
                (name, entry) -> {
                    if (!entry.deleting()) {
                        names.add(name);
                    }
                });
        return switch (random.nextInt(8)) {
            case 0 -> Wish.READING;
            case 1 -> new Wish(new Reserve(1, 3), Optional.empty(), Set.of());
            case 2 -> names.isEmpty() ? Wish.READING : replacing(pick(names), entries);
            case 3, 4 ->
                    tried.isEmpty() || names.isEmpty()
                            ? Wish.READING
                            : marking(pick(random.nextBoolean() ? names : tried.keySet()), entries);
            default -> adding(names, entries);
        };
    }

    /** All handles that it has ever tried to write. */
    Set<String> tried() {
        Set<String> handles = new HashSet<>();
        tried.values().forEach(handles::addAll);
        return handles;
    }

    private String pick(Set<String> from) {
        return new ArrayList<>(new TreeSet<>(from)).get(random.nextInt(from.size()));
    }

    private String newHandle(String name) {
        String handle = "handle-" + time.uniqueNumber();
        tried.computeIfAbsent(name, key -> new HashSet<>()).add(handle);
        return handle;
    }

    private Wish adding(Set<String> names, Map<String, Entry> entries) {
        String name =
                !tried.isEmpty() && random.nextInt(5) == 0
                        ? pick(tried.keySet())
                        : "%09d".formatted(time.uniqueNumber());
        String handle = newHandle(name);
        Set<String> superseded = new TreeSet<>();
        for (String each : names) {
            if (names.size() - superseded.size() >= RETAINED && !each.equals(name)) {
                superseded.add(each);
            }
        }
        Set<String> removes = new HashSet<>();
        superseded.forEach(each -> removes.add(entries.get(each).handle()));
        return new Wish(new Add(name, handle, superseded), Optional.of(handle), removes);
    }

    private Wish replacing(String name, Map<String, Entry> entries) {
        String seen = entries.get(name).handle();
        String handle = newHandle(name);
        return new Wish(new Replace(name, seen, handle), Optional.of(handle), Set.of(seen));
    }

    private Wish marking(String name, Map<String, Entry> entries) {
        Set<String> removes = new HashSet<>(tried.getOrDefault(name, Set.of()));
        Entry entry = entries.get(name);
        if (entry != null) {
            removes.add(entry.handle());
        }
        return new Wish(new Mark(name), Optional.empty(), removes);
    }
}
