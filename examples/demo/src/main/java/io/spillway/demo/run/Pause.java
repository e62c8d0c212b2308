package io.spillway.demo.run;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Between two looks at what other processes do. */
final class Pause {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Pause() {}

    /** Until it is time to look again. */
    static void untilNextLook() throws InterruptedException {
        forNanos(LOOK_NANOS);
    }

    /** At most so long. */
    static void forNanos(long nanos) throws InterruptedException {
        LockSupport.parkNanos(nanos);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
