package io.spillway.scaling.model;

import java.time.Duration;

/**
 * How the model decides. What the defaults rest on is written down in {@code docs/adr/0012}.
 *
 * @param targetUtilization the share of a slot's time that the work should take, above 0 and at
 *     most 1. The rest is what carries the load while machines boot, and works off a backlog
 * @param catchUpTime how long a backlog may take to be worked off; positive
 * @param window the time that rates are averaged over, and for which less must have been needed
 *     before less is asked for; not below {@code publishInterval}
 * @param minimumChange the change of required capacity, as a share of what is asked for now, that
 *     is not acted upon; 0 or more and below 1
 * @param publishInterval from one observation to the next; positive
 * @param settleTime how long after a restart of the job rates aren't trusted; 0 or more
 */
public record ScalingSettings(
        double targetUtilization,
        Duration catchUpTime,
        Duration window,
        double minimumChange,
        Duration publishInterval,
        Duration settleTime) {

    /** The defaults. */
    public static final ScalingSettings DEFAULTS =
            new ScalingSettings(
                    0.8,
                    Duration.ofMinutes(15),
                    Duration.ofSeconds(60),
                    0.1,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20));

    public ScalingSettings {
        if (!(targetUtilization > 0 && targetUtilization <= 1)) {
            throw new IllegalArgumentException(
                    "target utilization " + targetUtilization + ": must be above 0 and at most 1");
        }
        requirePositive("catch-up time", catchUpTime);
        requirePositive("publish interval", publishInterval);
        if (window.compareTo(publishInterval) < 0) {
            throw new IllegalArgumentException(
                    "window " + window + ": must not be below the publish interval");
        }
        if (!(minimumChange >= 0 && minimumChange < 1)) {
            throw new IllegalArgumentException(
                    "minimum change " + minimumChange + ": must be 0 or more and below 1");
        }
        if (settleTime.isNegative()) {
            throw new IllegalArgumentException(
                    "settle time " + settleTime + ": must not be negative");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " " + value + ": must be positive");
        }
    }
}
