package io.spillway.agent.boot;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a machine, or the container that limits it, has.
 *
 * @param cpus virtual CPUs; at least 1
 * @param memoryBytes main memory
 */
public record Machine(int cpus, long memoryBytes) {

    /** The one that this process runs on; the JVM knows of containers' limits. */
    public static Machine current() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
    }
}
