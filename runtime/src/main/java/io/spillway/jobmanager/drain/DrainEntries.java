package io.spillway.jobmanager.drain;

import io.spillway.restapi.DrainState;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The drains that a {@link DrainBook} remembers, the oldest first. Guarded by it. */
final class DrainEntries {
    /** How many finished drains are remembered, so that a fleet that breathes for months fits. */
    private static final int REMEMBERED = 200;

    private final Map<String, DrainEntry> entries = new LinkedHashMap<>();
    private DrainBook.Counts counts = new DrainBook.Counts(0, 0, 0, 0);

    /** The drain of a TaskManager; null when there is none. */
    DrainEntry get(String taskManager) {
        return entries.get(taskManager);
    }

    /** Adds a drain, in place of an earlier one of that TaskManager. */
    void add(DrainEntry entry) {
        entries.remove(entry.taskManager());
        entries.put(entry.taskManager(), entry);
    }

    Collection<DrainEntry> all() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** How those ended that are over. */
    DrainBook.Counts counts() {
        return counts;
    }

    /** A drain goes on to another state. */
    void advance(DrainEntry entry, DrainState next, long now, DrainChanges changes) {
        changes.addFuture(entry.advance(next, now));
        if (next.isFinal()) {
            counts = entry.addTo(counts);
        }
    }

    /** The TaskManagers whose slots no job may use. */
    Set<String> hidden() {
        return entries.values().stream()
                .filter(DrainEntry::hides)
                .map(DrainEntry::taskManager)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Drops the oldest of those that don't matter any more. */
    void forgetOld() {
        List<DrainEntry> over =
                entries.values().stream()
                        .filter(e -> !e.hides())
                        .sorted(Comparator.comparingLong(DrainEntry::endedAt))
                        .toList();
        over.stream()
                .limit(Math.max(0, over.size() - REMEMBERED))
                .forEach(e -> entries.remove(e.taskManager()));
    }
}
