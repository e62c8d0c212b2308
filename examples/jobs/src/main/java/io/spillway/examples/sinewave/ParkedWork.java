package io.spillway.examples.sinewave;

import java.io.Serializable;
import java.util.concurrent.TimeUnit;

/**
 * Emulates expensive work without using a CPU: each record owes {@code 1 / rate} seconds, and once
 * a few milliseconds have come together the task's thread sleeps them off. So a slot takes the
 * stated rate on any machine, however weak, and a fleet of fifteen fits on two cores.
 *
 * <p>To Flink a sleeping task is a busy one, since it is neither idle nor back-pressured: {@code
 * busyTimeMsPerSecond} grows with the load just as it does with real work. Debts are paid in
 * batches, because a machine can't wake precisely thousands of times a second; what a sleep took
 * too long is credited to the next. Idle time earns nothing: there is no burst after a pause, just
 * as a CPU can't save up. Batches stay short so that a checkpoint's barrier never waits long.
 */
final class ParkedWork implements Work {
    private static final long serialVersionUID = 1L;
    private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A sleep that took longer was a stalled machine, not work; it isn't made good. */
    private static final long MAX_CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long nanosPerRecord;
    private final NanoClock clock;
    private final Sleeper sleeper;
    private long owedNanos;

    ParkedWork(int recordsPerSecond) {
        this(recordsPerSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    ParkedWork(int recordsPerSecond, NanoClock clock, Sleeper sleeper) {
        this.nanosPerRecord = TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    @Override
    public void spend() throws InterruptedException {
        owedNanos += nanosPerRecord;
        if (owedNanos >= BATCH_NANOS) {
            long before = clock.nanos();
            sleeper.sleep(owedNanos);
            long slept = clock.nanos() - before;
            owedNanos = Math.max(-MAX_CREDIT_NANOS, owedNanos - slept);
        }
    }

    /** Monotonic time in nanoseconds, from any start. */
    interface NanoClock extends Serializable {
        long nanos();
    }

    /** Sleeps about so many nanoseconds. */
    interface Sleeper extends Serializable {
        void sleep(long nanos) throws InterruptedException;
    }
}
