package io.spillway.bench.cluster;

import io.spillway.bench.BenchException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits across processes: looks again and again. */
public final class Waiting {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Waiting() {}

    /** What is waited for. */
    @FunctionalInterface
    public interface Condition {
        /**
         * Whether it is so.
         *
         * @throws BenchException when it never will be
         */
        boolean holds() throws IOException, InterruptedException, BenchException;
    }

    /**
     * Blocks until something is so. A look that fails by an {@link IOException} is one that says
     * no.
     *
     * @param what it is, for the message
     * @throws BenchException when it isn't so in time
     */
    public static void until(String what, Duration timeout, Condition condition)
            throws InterruptedException, BenchException {
        long deadline = System.nanoTime() + timeout.toNanos();
        IOException last = null;
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException(
                        "after %d s still waiting until %s%s"
                                .formatted(
                                        timeout.toSeconds(),
                                        what,
                                        last == null ? "" : " (" + last + ")"),
                        last);
            }
            pause(LOOK_NANOS);
        }
    }

    /** Blocks for a while. */
    public static void pause(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
