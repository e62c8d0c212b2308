package io.spillway.spi.cloud;

import static java.util.Objects.requireNonNull;

/**
 * One value for a scaling policy.
 *
 * @param name such as {@code RequiredCapacityPercent}: letters only, the same in every cloud
 * @param value 0 or more, never NaN or infinite
 * @param unit what it counts
 */
public record ScalingMetric(String name, double value, Unit unit) {
    public ScalingMetric {
        requireNonNull(name);
        requireNonNull(unit);
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " " + value + ": must be 0 or more");
        }
    }

    /** What a value counts. */
    public enum Unit {
        COUNT,
        PERCENT,
        SECONDS,
        MILLISECONDS
    }
}
