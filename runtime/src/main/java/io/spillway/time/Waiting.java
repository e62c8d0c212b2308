package io.spillway.time;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time, for whoever has to wait. */
public interface Waiting {

    /** A process's own monotonic clock, in nanoseconds. */
    long nanoTime();

    /**
     * Lets time go by on the caller's thread.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    void pause(Duration time) throws InterruptedException;

    /** This machine's. */
    static Waiting inRealTime() {
        return new Waiting() {
            private final CountDownLatch never = new CountDownLatch(1);

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                if (never.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new IllegalStateException("nobody counts down");
                }
            }
        };
    }
}
