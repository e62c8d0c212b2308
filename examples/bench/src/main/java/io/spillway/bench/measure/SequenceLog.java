package io.spillway.bench.measure;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * All records that have passed the operator, by key: which came, which came again, and when.
 * Records may arrive in any order. Thread-safe.
 */
final class SequenceLog {
    private static final long NEVER = Long.MIN_VALUE;

    /** A record may be late by as much, beyond the time from one of its key's to the next. */
    private static final long LATE_MICROS = 500_000;

    private final Key[] keys;
    private final long latelyMicros;
    private final Map<Integer, Long> lastAt = new HashMap<>();
    private final Map<Integer, Long> firstAt = new HashMap<>();
    private long records;
    private long repeated;
    private long miscounted;

    /**
     * @param keys how many keys there are, 1 or more
     * @param recordsPerSecond of all keys together, 1 or more
     */
    SequenceLog(int keys, int recordsPerSecond) {
        this.latelyMicros = LATE_MICROS + 1_000_000L * keys / recordsPerSecond;
        this.keys = new Key[keys];
        for (int key = 0; key < keys; key++) {
            this.keys[key] = new Key();
        }
    }

    /**
     * Takes a record in.
     *
     * @param number among its key's, from 0
     * @param counted what the job's state has counted for the key, this record included
     * @param timeMicros when it passed
     * @param parallelism of the operator then
     */
    synchronized void add(int key, long number, long counted, long timeMicros, int parallelism) {
        Key mine = keys[key];
        records++;
        if (mine.seen.get((int) number)) {
            repeated++;
        } else {
            mine.seen.set((int) number);
        }
        if (counted != number + 1) {
            miscounted++;
        }
        if (timeMicros >= mine.lastMicros) {
            mine.lastMicros = timeMicros;
            mine.lastNumber = number;
        }
        mine.times.add(timeMicros);
        lastAt.merge(parallelism, timeMicros, Math::max);
        firstAt.merge(parallelism, timeMicros, Math::min);
    }

    /**
     * Whether no key's next record is late by more than half a second, and none has had one at
     * another parallelism in a span of time.
     */
    synchronized boolean flows(int parallelism, long nowMicros, Duration span) {
        long since = nowMicros - span.toNanos() / 1000;
        for (Key key : keys) {
            if (key.lastMicros < nowMicros - latelyMicros) {
                return false;
            }
        }
        for (Map.Entry<Integer, Long> last : lastAt.entrySet()) {
            if (last.getKey() != parallelism && last.getValue() >= since) {
                return false;
            }
        }
        return true;
    }

    /** How many records each key has had at least. */
    synchronized long least() {
        long least = Long.MAX_VALUE;
        for (Key key : keys) {
            least = Math.min(least, key.seen.cardinality());
        }
        return least;
    }

    /** Whether each key's last record is the one with its highest number. */
    synchronized boolean hasCaughtUp() {
        for (Key key : keys) {
            if (key.lastNumber + 1 < key.seen.length()) {
                return false;
            }
        }
        return true;
    }

    synchronized long records() {
        return records;
    }

    synchronized long repeated() {
        return repeated;
    }

    synchronized long miscounted() {
        return miscounted;
    }

    /** How many records are missing before ones of the same key that came later. */
    synchronized long missing() {
        long missing = 0;
        for (Key key : keys) {
            missing += key.seen.length() - key.seen.cardinality();
        }
        return missing;
    }

    synchronized long longestGapMicros(long fromMicros, long toMicros) {
        Gaps all = new Gaps();
        for (Key key : keys) {
            all.addAll(key.times);
        }
        return all.longest(fromMicros, toMicros);
    }

    synchronized long worstKeyGapMicros(long fromMicros, long toMicros) {
        long worst = 0;
        for (Key key : keys) {
            worst = Math.max(worst, key.times.longest(fromMicros, toMicros));
        }
        return worst;
    }

    /** When a record first passed at a parallelism since {@link #forgetTimes}. */
    synchronized OptionalLong firstAtMicros(int parallelism) {
        Long first = firstAt.get(parallelism);
        return first == null ? OptionalLong.empty() : OptionalLong.of(first);
    }

    synchronized void forgetTimes() {
        for (Key key : keys) {
            key.times.clear();
        }
        firstAt.clear();
    }

    private static final class Key {
        final BitSet seen = new BitSet();
        final Gaps times = new Gaps();
        long lastMicros = NEVER;
        long lastNumber = -1;
    }
}
