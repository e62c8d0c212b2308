package io.spillway.bench.store.worker;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Time that passes, and that this process spends on the CPU meanwhile.
 *
 * @param nanos by the monotonic clock
 * @param cpuNanos of all threads, the JVM's own included
 */
record Watch(long nanos, long cpuNanos) {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    static Watch start() {
        return new Watch(System.nanoTime(), SYSTEM.getProcessCpuTime());
    }

    /** What has passed since the start. */
    Watch stop() {
        return new Watch(System.nanoTime() - nanos, SYSTEM.getProcessCpuTime() - cpuNanos);
    }

    /** As an answer to the driver. */
    String text() {
        return nanos + " " + cpuNanos;
    }
}
