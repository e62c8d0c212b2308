package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.gcp.api.ApiProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Objects by name. A write checks its conditions and takes effect in one step. Thread-safe. */
final class Bucket {
    private final String name;
    private final LongSupplier millis;
    private final NavigableMap<String, StorageObject> objects = new TreeMap<>();
    private final Map<String, Long> written = new HashMap<>();
    private long lastGeneration;
    private long pauseMillis;

    /**
     * An empty one.
     *
     * @param millis the time, since 1970
     */
    Bucket(String name, LongSupplier millis) {
        this.name = name;
        this.millis = millis;
    }

    String name() {
        return name;
    }

    /** From now on an object takes one write in that time, as the real ones do in a second. */
    synchronized void limitWrites(long eachMillis) {
        pauseMillis = eachMillis;
    }

    synchronized Optional<StorageObject> find(String object) {
        return Optional.ofNullable(objects.get(object));
    }

    /**
     * The content that a request asks for.
     *
     * @param generation empty for the one that is there
     */
    synchronized StorageObject get(String object, OptionalLong generation, Conditions conditions)
            throws ApiProblem {
        Optional<StorageObject> there =
                find(object)
                        .filter(
                                each ->
                                        generation.isEmpty()
                                                || each.generation() == generation.getAsLong());
        if (there.isEmpty()) {
            throw ApiProblem.noSuchObject(name, object);
        }
        conditions.check(there);
        return there.get();
    }

    synchronized StorageObject put(
            String object,
            ObjectBytes content,
            String contentType,
            Map<String, String> metadata,
            OptionalLong components,
            Conditions conditions)
            throws ApiProblem {
        conditions.check(find(object));
        pace(object);
        long now = millis.getAsLong();
        lastGeneration = Math.max(lastGeneration + 1, now * 1000);
        StorageObject put =
                new StorageObject(
                        object,
                        lastGeneration,
                        1,
                        content,
                        contentType,
                        Map.copyOf(metadata),
                        now,
                        components);
        objects.put(object, put);
        return put;
    }

    synchronized StorageObject describe(
            String object, Map<String, String> metadata, Conditions conditions) throws ApiProblem {
        StorageObject there = get(object, OptionalLong.empty(), conditions);
        pace(object);
        StorageObject described = there.described(metadata, millis.getAsLong());
        objects.put(object, described);
        return described;
    }

    synchronized void delete(String object, OptionalLong generation, Conditions conditions)
            throws ApiProblem {
        // A condition is about what is there; without one nothing there is told as such.
        StorageObject there = get(object, generation, Conditions.none());
        conditions.check(Optional.of(there));
        pace(object);
        objects.remove(object);
    }

    /** Deletes what was composed into another object, unless it is that one. */
    synchronized void forget(String object, StorageObject composed) {
        if (!object.equals(composed.name())) {
            objects.remove(object);
        }
    }

    /**
     * Source: "Object updates" among Cloud Storage's quotas: one write a second to the same object,
     * 429 beyond.
     */
    private void pace(String object) throws ApiProblem {
        if (pauseMillis == 0) {
            return;
        }
        long now = millis.getAsLong();
        Long before = written.get(object);
        if (before != null && now - before < pauseMillis) {
            throw new ApiProblem(
                    429,
                    "rateLimitExceeded",
                    "The object %s/%s exceeded the rate limit for object mutation operations (create, update, and delete). Please reduce your request rate."
                            .formatted(name, object));
        }
        written.put(object, now);
    }

    /** A page of a listing: objects, and names' beginnings. */
    record Listing(List<StorageObject> objects, List<String> prefixes, Optional<String> next) {}

    /**
     * Lists in order.
     *
     * @param after the page before ended with it; empty for the first one
     */
    synchronized Listing list(String prefix, String delimiter, int most, String after) {
        List<StorageObject> found = new ArrayList<>();
        TreeSet<String> prefixes = new TreeSet<>();
        String last = after;
        for (StorageObject each : objects.tailMap(prefix, true).values()) {
            if (!each.name().startsWith(prefix)) {
                break;
            }
            String told = told(each.name(), prefix, delimiter);
            if (told.compareTo(after) <= 0 && !after.isEmpty()) {
                continue;
            }
            if (prefixes.contains(told)) {
                continue;
            }
            if (found.size() + prefixes.size() == most) {
                return new Listing(found, List.copyOf(prefixes), Optional.of(last));
            }
            if (told.equals(each.name())) {
                found.add(each);
            } else {
                prefixes.add(told);
            }
            last = told;
        }
        return new Listing(found, List.copyOf(prefixes), Optional.empty());
    }

    private static String told(String object, String prefix, String delimiter) {
        int end = delimiter.isEmpty() ? -1 : object.indexOf(delimiter, prefix.length());
        return end < 0 ? object : object.substring(0, end + delimiter.length());
    }
}
