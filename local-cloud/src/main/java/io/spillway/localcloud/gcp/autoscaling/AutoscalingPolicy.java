package io.spillway.localcloud.gcp.autoscaling;

import io.spillway.localcloud.autoscaling.policy.Bounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an autoscaler is set up (API reference, {@code autoscalers}, "autoscalingPolicy").
 *
 * @param minimum and
 * @param maximum the sizes that it stays within
 * @param mode whether it acts
 * @param initialization how long a new VM's metrics don't count ({@code coolDownPeriodSec})
 * @param metrics 1 to 5; the one that asks for most is followed
 * @param scaleInControl empty where nothing limits a scale-in
 */
public record AutoscalingPolicy(
        int minimum,
        int maximum,
        Mode mode,
        Duration initialization,
        List<MetricTarget> metrics,
        Optional<ScaleInControl> scaleInControl) {

    /** "Limitations": metrics of Cloud Monitoring. */
    private static final int MOST_METRICS = 5;

    /** Whether it acts. */
    public enum Mode {
        ON,
        ONLY_SCALE_OUT,
        OFF
    }

    /**
     * A metric to follow.
     *
     * @param metric its type
     * @param filter which series of it; where those are of {@code gce_instance} they are one per VM
     * @param singleInstanceAssignment whether the target is what one VM takes of an amount of work,
     *     and not a utilization
     * @param target above 0
     */
    public record MetricTarget(
            String metric, MetricFilter filter, boolean singleInstanceAssignment, double target) {}

    /**
     * How much a group may shrink ("Autoscaler decisions", "Scale-in controls").
     *
     * @param replicas how many VMs below the peak of the window
     * @param window how far back the peak is looked for
     */
    public record ScaleInControl(int replicas, Duration window) {}

    public AutoscalingPolicy {
        metrics = List.copyOf(metrics);
        if (metrics.isEmpty() || metrics.size() > MOST_METRICS) {
            throw new IllegalArgumentException(
                    metrics.size() + " metrics: 1 to " + MOST_METRICS + " are allowed");
        }
    }

    /** A group that follows an amount of work, and shrinks by itself. */
    public static AutoscalingPolicy work(
            int minimum, int maximum, String metric, String filter, double perVm) {
        return new AutoscalingPolicy(
                minimum,
                maximum,
                Mode.ON,
                Duration.ofMinutes(1),
                List.of(new MetricTarget(metric, MetricFilter.parse(filter), true, perVm)),
                Optional.empty());
    }

    /**
     * A group that follows what its JobManager says that the job needs, as the Terraform module
     * sets it up, and shrinks by itself.
     *
     * @param group as {@code spillway.metric-sink.group}
     * @param job as {@code spillway.metric-sink.job}
     * @param slots of one VM's TaskManager
     */
    public static AutoscalingPolicy requiredSlots(
            int minimum, int maximum, String group, String job, int slots) {
        return work(
                minimum,
                maximum,
                "custom.googleapis.com/spillway/required_slots",
                "resource.type = \"generic_task\" AND resource.labels.namespace = \"%s\" AND resource.labels.job = \"%s\""
                        .formatted(group, job),
                slots);
    }

    /** The sizes that it stays within. */
    public Bounds limits() {
        return new Bounds(minimum, maximum);
    }

    /** The same within other limits. */
    public AutoscalingPolicy within(int least, int most) {
        return new AutoscalingPolicy(least, most, mode, initialization, metrics, scaleInControl);
    }

    /** The same in another mode. */
    public AutoscalingPolicy with(Mode other) {
        return new AutoscalingPolicy(
                minimum, maximum, other, initialization, metrics, scaleInControl);
    }

    /** The same with a limit to scale-ins. */
    public AutoscalingPolicy with(ScaleInControl limit) {
        return new AutoscalingPolicy(
                minimum, maximum, mode, initialization, metrics, Optional.of(limit));
    }
}
