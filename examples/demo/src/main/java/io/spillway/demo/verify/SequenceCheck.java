package io.spillway.demo.verify;

import java.util.HashSet;
import java.util.Set;

/**
 * Proves, key by key, that the numbers 1, 2, 3 … came once each without a gap, in whatever order,
 * and that the job's state counted alike. Takes memory for the keys and for what came out of order.
 * Thread-safe.
 */
final class SequenceCheck {
    private final Key[] keys;
    private long records;
    private long distinct;
    private long foreign;

    SequenceCheck(int keys) {
        this.keys = new Key[keys];
        for (int key = 0; key < keys; key++) {
            this.keys[key] = new Key();
        }
    }

    /**
     * Takes a record in.
     *
     * @return whether it is the first with its key and number
     */
    synchronized boolean add(OutputRecord record) {
        records++;
        if (record.key() < 0 || record.key() >= keys.length || record.sequence() < 1) {
            foreign++;
            return false;
        }
        boolean first = keys[record.key()].add(record.sequence(), record.count());
        if (first) {
            distinct++;
        }
        return first;
    }

    /** How many records were taken in. */
    synchronized long records() {
        return records;
    }

    /** How many different ones there were among them. */
    synchronized long distinct() {
        return distinct;
    }

    /** How many were there already when they were taken in. */
    synchronized long repeated() {
        return records - distinct;
    }

    /**
     * The verdict.
     *
     * @param offered how many records of each key there should be, by the key's number
     */
    synchronized Verdict verdict(long[] offered) {
        long lost = 0;
        long duplicated = 0;
        long beyond = foreign;
        for (int i = 0; i < keys.length; i++) {
            Key key = keys[i];
            long missing = Math.max(0, offered[i] - key.distinctUpTo(offered[i]));
            // State that has lost or doubled a record shows in its count, even where the output
            // itself is complete.
            long uncounted = Math.max(0, key.highest - key.countAtHighest);
            long overcounted = Math.max(0, key.countAtHighest - key.highest);
            lost += Math.max(missing, uncounted);
            duplicated += Math.max(key.again, overcounted);
            beyond += Math.max(0, key.highest - offered[i]);
        }
        return new Verdict(distinct, lost, duplicated, beyond);
    }

    /**
     * What came of the records that were offered.
     *
     * @param distinct different records that came out
     * @param lost records that never came out, or that the job's state has not counted
     * @param duplicated records that came out again, or that the job's state has counted again
     * @param foreign records that came out and were never offered
     */
    record Verdict(long distinct, long lost, long duplicated, long foreign) {}

    /** What has been seen of one key. */
    private static final class Key {
        private long contiguous;
        private final Set<Long> ahead = new HashSet<>();
        private long highest;
        private long countAtHighest;
        private long again;

        boolean add(long sequence, long count) {
            if (sequence > highest) {
                highest = sequence;
                countAtHighest = count;
            }
            if (sequence <= contiguous || !ahead.add(sequence)) {
                again++;
                return false;
            }
            while (ahead.remove(contiguous + 1)) {
                contiguous++;
            }
            return true;
        }

        long distinctUpTo(long last) {
            return Math.min(contiguous, last)
                    + ahead.stream().filter(sequence -> sequence <= last).count();
        }
    }
}
