package io.spillway.demo.run;

import java.util.concurrent.TimeUnit;

/** Tells how long the load has run. Thread-safe. */
final class RunClock {
    private volatile long startedNanos;

    /** The load begins. */
    void start() {
        startedNanos = System.nanoTime();
    }

    /** Seconds since {@link #start}. */
    double second() {
        return Math.max(0, (System.nanoTime() - startedNanos) / 1e9);
    }

    /** When it began, in milliseconds since the epoch. */
    long startedEpochMs() {
        return System.currentTimeMillis() - Math.round(second() * 1000);
    }

    /** Blocks until that many seconds have gone. */
    void await(long second) throws InterruptedException {
        long due = startedNanos + TimeUnit.SECONDS.toNanos(second);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            Pause.forNanos(left);
        }
    }
}
