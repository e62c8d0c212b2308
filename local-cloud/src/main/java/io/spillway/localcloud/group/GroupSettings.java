package io.spillway.localcloud.group;

import java.time.Duration;

/**
 * How a group behaves.
 *
 * @param name the group's name; instance ids are {@code NAME-0001} and so on
 * @param minimum the least VMs, zero or more
 * @param maximum the most VMs, at least {@code minimum}
 * @param desired the VMs to begin with, from {@code minimum} to {@code maximum}
 * @param gracePeriod from SIGTERM to SIGKILL when a VM is stopped; positive
 * @param replacementDelay until a VM that died is replaced, doubled with each one in a row that
 *     didn't live for a minute, up to 30 s; positive
 */
public record GroupSettings(
        String name,
        int minimum,
        int maximum,
        int desired,
        Duration gracePeriod,
        Duration replacementDelay) {

    public GroupSettings {
        if (minimum < 0) {
            throw new IllegalArgumentException("minimum " + minimum + ": must be 0 or more");
        }
        if (maximum < minimum) {
            throw new IllegalArgumentException(
                    "maximum " + maximum + ": must not be below the minimum " + minimum);
        }
        requireCapacity(desired, minimum, maximum);
        if (gracePeriod.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException(
                    "grace period " + gracePeriod + ": must be positive");
        }
        if (replacementDelay.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException(
                    "replacement delay " + replacementDelay + ": must be positive");
        }
    }

    /** A group named {@code local} with 30 s from SIGTERM to SIGKILL and replacements after 1 s. */
    public static GroupSettings of(int minimum, int maximum, int desired) {
        return new GroupSettings(
                "local", minimum, maximum, desired, Duration.ofSeconds(30), Duration.ofSeconds(1));
    }

    void requireCapacity(int capacity) {
        requireCapacity(capacity, minimum, maximum);
    }

    private static void requireCapacity(int desired, int minimum, int maximum) {
        if (desired < minimum || desired > maximum) {
            throw new IllegalArgumentException(
                    "desired capacity "
                            + desired
                            + ": must be from the minimum "
                            + minimum
                            + " to the maximum "
                            + maximum);
        }
    }
}
