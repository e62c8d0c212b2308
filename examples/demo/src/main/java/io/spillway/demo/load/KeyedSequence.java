package io.spillway.demo.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;

/**
 * Which record comes next: a key at random, and that key's next number. The same seed gives the
 * same sequence. Keys are spread evenly over the partitions, one key always in one partition, so
 * that no part of the job has more to do than another. Not thread-safe.
 */
public final class KeyedSequence {
    private final byte[][] names;
    private final long[] sequences;
    private final int partitions;
    private final SplittableRandom random;

    /**
     * @param keys how many keys there are, at least 1; see {@link KeyNames}
     * @param partitions of the topic, at least 1
     * @param seed of the choice of keys
     */
    public KeyedSequence(int keys, int partitions, long seed) {
        this.names = new byte[keys][];
        for (int key = 0; key < keys; key++) {
            names[key] = KeyNames.name(key).getBytes(UTF_8);
        }
        this.sequences = new long[keys];
        this.partitions = partitions;
        this.random = new SplittableRandom(seed);
    }

    /** The next record. */
    Entry next() {
        int key = random.nextInt(names.length);
        return new Entry(key, key % partitions, ++sequences[key]);
    }

    /** A key's name as it goes over the wire; not to be changed. */
    byte[] wireName(int key) {
        return names[key];
    }

    /** How many records each key has had, by its number. */
    long[] offered() {
        return sequences.clone();
    }

    /** A record to send: its key, its partition, its number among its key's, from 1. */
    record Entry(int key, int partition, long sequence) {}
}
