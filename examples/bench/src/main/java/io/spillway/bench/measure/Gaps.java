package io.spillway.bench.measure;

import java.util.Arrays;

/** The times at which something came out, and the gaps between them. Not thread-safe. */
final class Gaps {
    private static final int FIRST_CAPACITY = 256;

    private long[] micros = new long[FIRST_CAPACITY];
    private int size;

    void add(long timeMicros) {
        if (size == micros.length) {
            micros = Arrays.copyOf(micros, 2 * size);
        }
        micros[size++] = timeMicros;
    }

    void addAll(Gaps others) {
        for (int i = 0; i < others.size; i++) {
            add(others.micros[i]);
        }
    }

    void clear() {
        size = 0;
    }

    /**
     * The longest gap that touches a span of time, in microseconds: between two times that follow
     * each other, one of which at least is in the span, or with the whole span between them. What
     * comes after the last time is no gap, since nobody knows how long it will be.
     */
    long longest(long fromMicros, long toMicros) {
        long[] sorted = Arrays.copyOf(micros, size);
        // Connections are read side by side: what comes from different ones is out of order.
        Arrays.sort(sorted);
        long longest = 0;
        for (int i = 1; i < sorted.length && sorted[i - 1] <= toMicros; i++) {
            if (sorted[i] >= fromMicros) {
                longest = Math.max(longest, sorted[i] - sorted[i - 1]);
            }
        }
        return longest;
    }
}
