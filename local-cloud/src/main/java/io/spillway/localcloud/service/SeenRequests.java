package io.spillway.localcloud.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a server has been asked for, in the order of its answers. Thread-safe.
 *
 * @param <R> what is kept of a request
 */
public final class SeenRequests<R> {
    private final Function<R, String> kind;
    private final List<R> seen = new ArrayList<>();

    /**
     * @param kind by what requests are counted
     */
    public SeenRequests(Function<R, String> kind) {
        this.kind = kind;
    }

    /** One was answered, or is to have no answer. */
    public synchronized void add(R request) {
        seen.add(request);
    }

    /** All since the last {@link #clear}. */
    public synchronized List<R> all() {
        return List.copyOf(seen);
    }

    /** How many there were of each kind. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        all().forEach(each -> counts.merge(kind.apply(each), 1, Integer::sum));
        return counts;
    }

    /** Forgets them. */
    public synchronized void clear() {
        seen.clear();
    }
}
