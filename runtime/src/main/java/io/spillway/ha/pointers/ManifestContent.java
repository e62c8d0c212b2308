package io.spillway.ha.pointers;

import io.spillway.program.JobFingerprint;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * What a manifest is there for. Immutable.
 *
 * @param counter the lowest id that no checkpoint has been given yet; empty when nobody counts
 * @param entries by name, in order
 * @param program what the stored jobs were started with; empty when nobody has said
 * @param origin of the cluster; empty when nobody has said
 */
record ManifestContent(
        OptionalLong counter,
        SortedMap<String, Entry> entries,
        Optional<JobFingerprint> program,
        Optional<ClusterOrigin> origin) {

    static final ManifestContent EMPTY =
            new ManifestContent(
                    OptionalLong.empty(),
                    Collections.emptySortedMap(),
                    Optional.empty(),
                    Optional.empty());

    /**
     * A pointer to something stored elsewhere.
     *
     * @param handle a serialized state handle, in Base64
     * @param deleting whether what it points to is being deleted, or is gone already
     */
    record Entry(String handle, boolean deleting) {}

    ManifestContent {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    ManifestContent with(String name, Entry entry) {
        SortedMap<String, Entry> more = new TreeMap<>(entries);
        more.put(name, entry);
        return new ManifestContent(counter, more, program, origin);
    }

    ManifestContent without(BiPredicate<String, Entry> which) {
        SortedMap<String, Entry> fewer = new TreeMap<>();
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            if (!which.test(each.getKey(), each.getValue())) {
                fewer.put(each.getKey(), each.getValue());
            }
        }
        return new ManifestContent(counter, fewer, program, origin);
    }

    ManifestContent withCounter(OptionalLong other) {
        return new ManifestContent(other, entries, program, origin);
    }

    ManifestContent withSetup(JobFingerprint otherProgram, ClusterOrigin otherOrigin) {
        return new ManifestContent(
                counter, entries, Optional.of(otherProgram), Optional.of(otherOrigin));
    }

    /** With a mark at the entry, if there is one that has none. */
    ManifestContent marked(String name) {
        Entry entry = entries.get(name);
        return entry == null || entry.deleting()
                ? this
                : with(name, new Entry(entry.handle(), true));
    }
}
