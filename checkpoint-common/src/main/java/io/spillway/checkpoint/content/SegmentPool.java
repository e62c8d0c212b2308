package io.spillway.checkpoint.content;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;

/**
 * Segments of memory, which all streams of a process share. Thread-safe.
 *
 * <p>Writers wait while the limit is reached and uploads are under way, which give theirs back when
 * they end. Where nothing is under way waiting would never end: then a writer gets its segment
 * beyond the limit, so that a thread with more open streams than the limit has room for goes on.
 * Readers get what they want to read ahead only while there is plenty, and never wait.
 */
public final class SegmentPool {
    /** Size of a segment in bytes. Small enough not to be a huge object to any collector. */
    public static final int SEGMENT = 256 * 1024;

    /** Free segments that are kept: 16 MiB. */
    private static final int KEPT = 64;

    private final int limit;
    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private int taken;
    private int uploads;

    /**
     * A pool.
     *
     * @param bytes for all segments together; one segment at least
     */
    public SegmentPool(long bytes) {
        this.limit = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / SEGMENT));
    }

    /**
     * A segment for a writer; waits for one.
     *
     * @throws InterruptedIOException when interrupted; the thread's flag is set
     */
    public synchronized byte[] take() throws InterruptedIOException {
        while (taken >= limit && uploads > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException interrupted =
                        new InterruptedIOException("interrupted while waiting for memory");
                interrupted.initCause(e);
                throw interrupted;
            }
        }
        taken++;
        return segment();
    }

    /**
     * Counts segments as a reader's, all or none of them, unless that leaves writers too little.
     */
    public synchronized boolean reserve(int segments) {
        if (taken + segments > limit - limit / 4) {
            return false;
        }
        taken += segments;
        return true;
    }

    /** A segment of those that were reserved. */
    public synchronized byte[] takeReserved() {
        return segment();
    }

    /** Gives reserved segments back that were never taken. */
    public synchronized void cancel(int segments) {
        taken -= segments;
        notifyAll();
    }

    /** Gives a segment back. */
    public synchronized void give(byte[] segment) {
        taken--;
        if (free.size() < KEPT) {
            free.push(segment);
        }
        notifyAll();
    }

    /** An upload begins that gives segments back when it ends. */
    public synchronized void uploadBegins() {
        uploads++;
    }

    /** It has ended. */
    public synchronized void uploadEnds() {
        uploads--;
        notifyAll();
    }

    /** Whether more than half of it is free. */
    public synchronized boolean roomy() {
        return taken <= limit / 2;
    }

    /** Bytes that are in use. */
    public synchronized long usedBytes() {
        return (long) taken * SEGMENT;
    }

    private byte[] segment() {
        byte[] segment = free.poll();
        return segment == null ? new byte[SEGMENT] : segment;
    }
}
