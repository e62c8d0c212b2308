package io.spillway.localcloud.autoscaling.policy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The autoscaler of a Compute Engine managed instance group, by one custom metric of the group.
 *
 * <ul>
 *   <li>{@code single_instance_assignment}: the metric is an amount of work, and divided by what
 *       one VM takes gives the number of VMs (<a
 *       href="https://cloud.google.com/compute/docs/autoscaler/scaling-cloud-monitoring-metrics">
 *       per-group metrics</a>). Without it the metric is a utilization, and the number of VMs is in
 *       proportion to {@code metric / target}.
 *   <li>The size is for the highest need over the stabilization period, 10 minutes by default; what
 *       is above that goes in one step (<a
 *       href="https://cloud.google.com/compute/docs/autoscaler/understanding-autoscaler-decisions">
 *       understanding autoscaler decisions</a>).
 *   <li>Without a value the size stays, and what was needed earlier is still counted.
 * </ul>
 *
 * <p>How often it decides isn't documented: once a minute here, as the metric is. Not thread-safe.
 */
public final class InstanceGroupAutoscaler implements ScalingPolicy {

    /** What the metric is, and how much of it one VM takes. */
    public enum MetricKind {
        /** An amount of work of the whole group; the target is what one VM takes. */
        SINGLE_INSTANCE_ASSIGNMENT,
        /** A mean utilization of the VMs; the target is the one to hold. */
        UTILIZATION
    }

    /**
     * How it is set up.
     *
     * @param kind what the metric is
     * @param target see {@link MetricKind}; above 0
     * @param stabilization the time whose highest need counts, 0 or more
     * @param period from one decision to the next; positive
     */
    public record Settings(
            MetricKind kind, double target, Duration stabilization, Duration period) {

        public Settings {
            if (!(target > 0) || Double.isInfinite(target)) {
                throw new IllegalArgumentException("target " + target + ": must be above 0");
            }
            if (stabilization.isNegative() || period.isNegative() || period.isZero()) {
                throw new IllegalArgumentException(
                        "stabilization "
                                + stabilization
                                + ", period "
                                + period
                                + ": the period must be positive, the other not negative");
            }
        }

        /** What Google Cloud does by default: 10 minutes of stabilization. */
        public static Settings defaults(MetricKind kind, double target) {
            return new Settings(kind, target, Duration.ofMinutes(10), Duration.ofSeconds(60));
        }
    }

    private record Need(Duration at, int machines) {}

    private final Settings settings;
    private final Bounds bounds;
    private final Deque<Need> needs = new ArrayDeque<>();

    /** An autoscaler that has seen nothing yet. */
    public InstanceGroupAutoscaler(Settings settings, Bounds bounds) {
        this.settings = settings;
        this.bounds = bounds;
    }

    @Override
    public Duration period() {
        return settings.period();
    }

    @Override
    public int desired(Reading reading) {
        if (needs.isEmpty()) {
            needs.addLast(new Need(reading.at(), bounds.clamp(reading.desired())));
        }
        if (reading.metric().isEmpty()) {
            return bounds.clamp(reading.desired());
        }
        needs.addLast(new Need(reading.at(), need(reading)));
        while (reading.at().minus(settings.stabilization()).compareTo(needs.peekFirst().at()) > 0) {
            needs.removeFirst();
        }
        return needs.stream().mapToInt(Need::machines).max().orElseThrow();
    }

    private int need(Reading reading) {
        double share = reading.metric().getAsDouble() / settings.target();
        double machines =
                settings.kind() == MetricKind.UTILIZATION ? share * reading.inService() : share;
        return bounds.clamp(Math.ceil(machines - 1e-9));
    }
}
