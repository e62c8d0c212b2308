package io.spillway.localcloud.objectstore;

import java.util.concurrent.locks.LockSupport;

/** How fast bytes may pass in one direction of one connection. Not thread-safe. */
final class Pace {
    /** As much as a socket's buffers take at once. */
    private static final long BURST_NANOS = 2_000_000;

    private long freeAt = System.nanoTime();

    /**
     * Waits until these bytes may have passed.
     *
     * @param bytesPerSecond 0 for any speed
     */
    void pass(long bytes, long bytesPerSecond) {
        if (bytesPerSecond == 0) {
            return;
        }
        long now = System.nanoTime();
        freeAt = Math.max(freeAt, now - BURST_NANOS) + bytes * 1_000_000_000L / bytesPerSecond;
        for (long left = freeAt - now; left > 0; left = freeAt - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
