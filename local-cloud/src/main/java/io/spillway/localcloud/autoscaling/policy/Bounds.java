package io.spillway.localcloud.autoscaling.policy;

/**
 * The sizes that a group can have.
 *
 * @param minimum 0 or more
 * @param maximum 1 or more, not below the minimum
 */
public record Bounds(int minimum, int maximum) {

    public Bounds {
        if (minimum < 0 || maximum < Math.max(1, minimum)) {
            throw new IllegalArgumentException(
                    "minimum "
                            + minimum
                            + ", maximum "
                            + maximum
                            + ": the maximum must be 1 or more, and not below the minimum");
        }
    }

    /** The nearest size that the group can have. */
    public int clamp(double capacity) {
        return (int) Math.max(minimum, Math.min(maximum, capacity));
    }
}
