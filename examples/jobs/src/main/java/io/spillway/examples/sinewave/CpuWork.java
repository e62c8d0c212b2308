package io.spillway.examples.sinewave;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Burns CPU: each record costs {@code 1 / rate} seconds of this thread's processor time, spent on
 * trigonometry. Processor time, not time on the wall: a machine that is short of cores gets slower,
 * as it would with real work.
 */
final class CpuWork implements Work {
    private static final long serialVersionUID = 1L;
    private static final int STEPS_BETWEEN_LOOKS = 200;

    private final long nanosPerRecord;
    private long owedNanos;
    private double result;

    CpuWork(int recordsPerSecond) {
        this.nanosPerRecord = TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
    }

    @Override
    public void spend() throws InterruptedException {
        owedNanos += nanosPerRecord;
        while (owedNanos > 0) {
            long before = threadCpuNanos();
            for (int i = 0; i < STEPS_BETWEEN_LOOKS; i++) {
                result = Math.sin(result + i) * Math.sqrt(i + 1.0);
            }
            owedNanos -= Math.max(1, threadCpuNanos() - before);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** What the trigonometry came to: keeps the compiler from dropping it. */
    double result() {
        return result;
    }

    private static long threadCpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
