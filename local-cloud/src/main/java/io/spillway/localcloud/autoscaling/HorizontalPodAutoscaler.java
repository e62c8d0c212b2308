package io.spillway.localcloud.autoscaling;

import io.spillway.localcloud.autoscaling.policy.Reading;
import io.spillway.localcloud.autoscaling.policy.ScalingPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The rule of Kubernetes' HorizontalPodAutoscaler: {@code ceil(current · metric / target)}, nothing
 * while the ratio is within the tolerance, and stabilisation windows: growing takes the lowest of
 * the window's recommendations, shrinking the highest.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/">
 *     Horizontal Pod Autoscaling: algorithm details, stabilization window</a>
 */
public final class HorizontalPodAutoscaler implements ScalingPolicy {
    private final AutoscalerSettings settings;
    private final int minimum;
    private final int maximum;
    private final Clock clock;
    private final Deque<Recommendation> recommendations = new ArrayDeque<>();
    private boolean begun;

    /** An autoscaler that stays within {@code minimum} and {@code maximum}. */
    public HorizontalPodAutoscaler(
            AutoscalerSettings settings, int minimum, int maximum, Clock clock) {
        if (minimum < 1 || maximum < minimum) {
            throw new IllegalArgumentException(
                    "minimum "
                            + minimum
                            + ", maximum "
                            + maximum
                            + ": the minimum must be 1 or more, the maximum not below it");
        }
        this.settings = settings;
        this.minimum = minimum;
        this.maximum = maximum;
        this.clock = clock;
    }

    /**
     * Decides.
     *
     * @param desired the desired capacity now
     * @param measured how many machines the metric is the mean of; positive. Machines that boot are
     *     desired and not yet measured
     * @param metric the mean of the metric, 0 or more
     * @return the new desired capacity, which may be the old one
     */
    public int recommend(int desired, int measured, double metric) {
        return recommend(clock.instant(), desired, measured, metric);
    }

    @Override
    public Duration period() {
        return settings.syncPeriod();
    }

    /** Decides by the time of the reading, and not by the clock. */
    @Override
    public int desired(Reading reading) {
        return reading.metric().isEmpty() || reading.inService() == 0
                ? clamp(reading.desired())
                : recommend(
                        Instant.EPOCH.plus(reading.at()),
                        reading.desired(),
                        reading.inService(),
                        reading.metric().getAsDouble());
    }

    private int recommend(Instant now, int desired, int measured, double metric) {
        if (measured < 1 || !(metric >= 0)) {
            throw new IllegalArgumentException(
                    "metric " + metric + " of " + measured + " machines is no measurement");
        }
        double ratio = metric / settings.target();
        int recommended =
                Math.abs(ratio - 1) <= settings.tolerance()
                        ? desired
                        : (int) Math.min(Math.ceil(measured * ratio), maximum);
        return stabilised(now, desired, clamp(recommended));
    }

    private int stabilised(Instant now, int desired, int recommended) {
        if (!begun) {
            // As Kubernetes does: what is there when it begins is the first recommendation.
            begun = true;
            recommendations.addLast(new Recommendation(now, clamp(desired)));
        }
        int lowest = recommended;
        int highest = recommended;
        Duration longest = settings.scaleUpStabilisation();
        if (longest.compareTo(settings.scaleDownStabilisation()) < 0) {
            longest = settings.scaleDownStabilisation();
        }
        while (!recommendations.isEmpty()
                && age(recommendations.peekFirst(), now).compareTo(longest) >= 0) {
            recommendations.removeFirst();
        }
        for (Recommendation earlier : recommendations) {
            Duration age = age(earlier, now);
            if (age.compareTo(settings.scaleUpStabilisation()) < 0) {
                lowest = Math.min(lowest, earlier.capacity);
            }
            if (age.compareTo(settings.scaleDownStabilisation()) < 0) {
                highest = Math.max(highest, earlier.capacity);
            }
        }
        recommendations.addLast(new Recommendation(now, recommended));
        int result = clamp(desired);
        if (result < lowest) {
            result = lowest;
        }
        if (result > highest) {
            result = highest;
        }
        return result;
    }

    private int clamp(int capacity) {
        return Math.max(minimum, Math.min(maximum, capacity));
    }

    private static Duration age(Recommendation recommendation, Instant now) {
        return Duration.between(recommendation.at, now);
    }

    private record Recommendation(Instant at, int capacity) {}
}
