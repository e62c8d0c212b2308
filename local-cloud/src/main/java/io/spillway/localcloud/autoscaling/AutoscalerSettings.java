package io.spillway.localcloud.autoscaling;

import java.time.Duration;

/**
 * How a {@link HorizontalPodAutoscaler} decides, and when its runner asks it.
 *
 * @param target the busy fraction to hold, above 0 and at most 1
 * @param tolerance the change of {@code metric / target} that isn't acted upon, 0 or more
 * @param scaleUpStabilisation the window that the lowest recommendation is taken from when growing;
 *     zero or more
 * @param scaleDownStabilisation the window that the highest recommendation is taken from when
 *     shrinking; zero or more
 * @param syncPeriod from one decision to the next; positive
 * @param settleTime after a restart of the job, the time that measurements aren't trusted; zero or
 *     more
 */
public record AutoscalerSettings(
        double target,
        double tolerance,
        Duration scaleUpStabilisation,
        Duration scaleDownStabilisation,
        Duration syncPeriod,
        Duration settleTime) {

    public AutoscalerSettings {
        if (!(target > 0 && target <= 1)) {
            throw new IllegalArgumentException(
                    "target " + target + ": must be above 0 and at most 1");
        }
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance " + tolerance + ": must be 0 or more");
        }
        requireNotNegative("scale-up stabilisation", scaleUpStabilisation);
        requireNotNegative("scale-down stabilisation", scaleDownStabilisation);
        requireNotNegative("settle time", settleTime);
        if (syncPeriod.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("sync period " + syncPeriod + ": must be positive");
        }
    }

    /**
     * What Kubernetes does by default: tolerance 0.1, no stabilisation when growing, 5 minutes when
     * shrinking, a decision every 15 s; measurements are trusted 30 s after a restart.
     */
    public static AutoscalerSettings kubernetesDefaults(double target) {
        return new AutoscalerSettings(
                target,
                0.1,
                Duration.ZERO,
                Duration.ofMinutes(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30));
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " " + value + ": must not be negative");
        }
    }
}
