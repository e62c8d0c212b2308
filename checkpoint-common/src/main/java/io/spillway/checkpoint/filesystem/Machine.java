package io.spillway.checkpoint.filesystem;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What tells whether more connections would be of use. Thread-safe. */
interface Machine {
    /** By a clock without a beginning that never goes back. */
    long nanos();

    /**
     * How busy the processors have been since somebody asked, from 0 to 1; those of the container,
     * where it has limits. Negative when that isn't known.
     */
    double load();

    /** The one that this process is on. */
    static Machine here() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public double load() {
                return system.getCpuLoad();
            }
        };
    }
}
