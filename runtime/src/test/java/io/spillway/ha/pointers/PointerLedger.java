package io.spillway.ha.pointers;

import io.spillway.ha.pointers.ManifestContent.Entry;
import io.spillway.testing.simulation.SimulatedObject;
import io.spillway.testing.simulation.SimulatedTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A manifest, what its leaders were told of it and what they did then, and what must be true. */
final class PointerLedger {
    private final SimulatedTime time;
    private final SimulatedObject<ManifestDocument> manifest = new SimulatedObject<>(this::written);
    private final List<String> violations = new ArrayList<>();

    /** Names of the pointers that somebody was told are there, by their handle. */
    private final Map<String, String> acknowledged = new HashMap<>();

    /** Handles whose pointers somebody may have removed, and how often that may be. */
    private final Map<String, Integer> removed = new HashMap<>();

    /** Handles whose states are gone. */
    private final Set<String> discarded = new HashSet<>();

    private final Set<Long> ids = new HashSet<>();

    PointerLedger(SimulatedTime time) {
        this.time = time;
    }

    SimulatedObject<ManifestDocument> manifest() {
        return manifest;
    }

    long epoch() {
        return manifest.content().map(ManifestDocument::epoch).orElse(0L);
    }

    boolean isSound() {
        return violations.isEmpty();
    }

    List<String> violations() {
        return violations;
    }

    void violated(String what) {
        violations.add("%s, at %d".formatted(what, time.now()));
    }

    /** Somebody was told that the pointer is there. */
    void acknowledged(String name, String handle) {
        acknowledged.put(handle, name);
    }

    /** Somebody was told that the id is nobody else's. */
    void given(long id) {
        if (!ids.add(id)) {
            violated("id %d is given twice".formatted(id));
        }
    }

    /** Somebody tries to remove the pointers to it. */
    void mayBeRemoved(String handle) {
        removed.merge(handle, 1, Integer::sum);
    }

    /**
     * Somebody was told that they weren't removed, and won't be by the same wish. (If none is
     * there, it may have been done, and what was added by it may have been removed by the next
     * leader meanwhile.)
     */
    void notRemoved(String handle) {
        if (entries().containsValue(new Entry(handle, false))) {
            removed.merge(handle, -1, Integer::sum);
        }
    }

    /** The state is gone. */
    void discarded(String handle) {
        if (discarded.add(handle)) {
            look();
        }
    }

    private void written(Optional<ManifestDocument> before, ManifestDocument document) {
        long epochBefore = before.map(ManifestDocument::epoch).orElse(0L);
        if (document.epoch() < epochBefore) {
            violated(
                    "a write of epoch %d after one of epoch %d"
                            .formatted(document.epoch(), epochBefore));
        }
        look();
    }

    private Map<String, Entry> entries() {
        return manifest.content()
                .map(ManifestDocument::content)
                .orElse(ManifestContent.EMPTY)
                .entries();
    }

    /** What must be true of the manifest at any moment. */
    private void look() {
        Map<String, Entry> entries = entries();
        acknowledged.forEach(
                (handle, name) -> {
                    if (removed.getOrDefault(handle, 0) == 0
                            && !new Entry(handle, false).equals(entries.get(name))) {
                        violated("%s was acknowledged and is lost".formatted(name));
                    }
                });
        entries.forEach(
                (name, entry) -> {
                    if (!entry.deleting() && discarded.contains(entry.handle())) {
                        violated("%s points to what is discarded".formatted(name));
                    }
                });
    }
}
