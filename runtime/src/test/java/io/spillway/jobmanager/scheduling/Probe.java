package io.spillway.jobmanager.scheduling;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a test's job in the same JVM has seen, and how its checkpoints behave. One job at a time has
 * it.
 */
final class Probe {

    private static volatile Probe current = new Probe();

    private final Map<Integer, Long> highest = new ConcurrentHashMap<>();
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong wrongCounts = new AtomicLong();
    private final AtomicInteger failCheckpoints = new AtomicInteger();
    private final AtomicInteger failWrites = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private volatile CountDownLatch snapshotsMayPass = new CountDownLatch(0);
    private volatile CountDownLatch mayClose = new CountDownLatch(0);

    /** Starts anew; what is left of a former job counts for nobody. */
    static Probe reset() {
        current.letSnapshotsPass();
        current.letClose();
        current = new Probe();
        return current;
    }

    static Probe current() {
        return current;
    }

    /**
     * One record has been counted.
     *
     * @param sequence its number among those of its key, from 0
     * @param count how many records of the key the job's state had counted before
     */
    void record(int key, long sequence, long count) {
        records.incrementAndGet();
        if (count != sequence) {
            wrongCounts.incrementAndGet();
        }
        Long before = highest.get(key);
        if (before != null && sequence <= before) {
            again.incrementAndGet();
        } else {
            highest.put(key, sequence);
        }
    }

    /** Called when a checkpoint begins; what it throws fails the checkpoint and nothing else. */
    void beginCheckpoint() throws Exception {
        if (failCheckpoints.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new Exception("The test wants this checkpoint to fail");
        }
    }

    /** Called by each task of the job amid its snapshot. */
    void snapshot() throws Exception {
        if (snapshotsMayPass.getCount() > 0) {
            held.incrementAndGet();
        }
        if (!snapshotsMayPass.await(2, TimeUnit.MINUTES)) {
            throw new Exception("The test has forgotten this checkpoint");
        }
    }

    /** Called whenever a task writes a count into a checkpoint; what it throws fails the latter. */
    void write() throws IOException {
        if (failWrites.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new IOException("The test wants this write to fail");
        }
    }

    /** From now on checkpoints fail after their barriers have passed; once for each write. */
    void failWrites(int times) {
        failWrites.set(times);
    }

    /** Called by each task of the job when it ends. */
    void close() throws InterruptedException {
        mayClose.await(2, TimeUnit.MINUTES);
    }

    void holdClosing() {
        mayClose = new CountDownLatch(1);
    }

    void letClose() {
        mayClose.countDown();
    }

    /** How many tasks are or were held amid a snapshot: barriers have reached that many. */
    int held() {
        return held.get();
    }

    void failCheckpoints(int times) {
        failCheckpoints.set(times);
    }

    void holdSnapshots() {
        snapshotsMayPass = new CountDownLatch(1);
    }

    void letSnapshotsPass() {
        snapshotsMayPass.countDown();
    }

    long records() {
        return records.get();
    }

    /** Records without those that were processed once more. */
    long distinct() {
        return records.get() - again.get();
    }

    /** Records that were processed once more after a restart. */
    long again() {
        return again.get();
    }

    /** Records that the state had counted too often or not at all. */
    long wrongCounts() {
        return wrongCounts.get();
    }
}
