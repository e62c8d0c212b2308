package io.spillway.localcloud.gcp.autoscaling;

import io.spillway.localcloud.autoscaling.policy.Bounds;
import io.spillway.localcloud.autoscaling.policy.InstanceGroupAutoscaler;
import io.spillway.localcloud.autoscaling.policy.InstanceGroupAutoscaler.MetricKind;
import io.spillway.localcloud.autoscaling.policy.Reading;
import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy.MetricTarget;
import io.spillway.localcloud.gcp.monitoring.TimeSeriesStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sizes a managed instance group by Cloud Monitoring's metrics ("Autoscaling groups of instances",
 * "Understanding autoscaler decisions"):
 *
 * <ul>
 *   <li>each metric has its own look back of 10 minutes, and the one that asks for most counts;
 *   <li>a scale-in control keeps the group from falling further below the peak of its window than
 *       it allows;
 *   <li>in the mode {@code ONLY_SCALE_OUT} the group is never made smaller, {@code OFF} not
 *       touched.
 * </ul>
 *
 * <p>Belongs to the control thread, but for what says otherwise.
 */
public final class Autoscaler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Autoscaler.class);
    private static final String PER_INSTANCE = "gce_instance";

    /** The group that it sizes. */
    public interface Group {
        /** Of the group, for the log. */
        String name();

        int targetSize();

        /** How many VMs run, and have for so long. */
        int running(Duration initialization);

        /** The ids of the VMs that run. */
        Set<String> runningIds();

        void changeTarget(int size);
    }

    private record Size(Instant at, int replicas) {}

    private final Group group;
    private final TimeSeriesStore metrics;
    private final ControlThread control;
    private final double speed;
    private final List<InstanceGroupAutoscaler> rules = new ArrayList<>();
    private final Deque<Size> sizes = new ArrayDeque<>();
    private final Instant begun;
    private final Duration period;
    private ScheduledFuture<?> ticks;
    private volatile AutoscalingPolicy policy;
    private int recommended;
    private volatile int needed;

    private Autoscaler(
            Group group,
            AutoscalingPolicy policy,
            TimeSeriesStore metrics,
            double speed,
            ControlThread control) {
        this.group = group;
        this.policy = policy;
        this.metrics = metrics;
        this.speed = speed;
        this.control = control;
        this.begun = control.now();
        this.recommended = group.targetSize();
        this.needed = recommended;
        // What is needed is remembered as it is: the limits are those of the moment.
        Bounds bounds = new Bounds(0, Integer.MAX_VALUE);
        for (MetricTarget each : policy.metrics()) {
            rules.add(
                    new InstanceGroupAutoscaler(
                            InstanceGroupAutoscaler.Settings.defaults(
                                    each.singleInstanceAssignment()
                                            ? MetricKind.SINGLE_INSTANCE_ASSIGNMENT
                                            : MetricKind.UTILIZATION,
                                    each.target()),
                            bounds));
        }
        this.period = faster(rules.get(0).period());
    }

    /**
     * Decides once each period from now on.
     *
     * @param speed how much faster than the clock its periods pass; 1 or more
     */
    public static Autoscaler start(
            Group group,
            AutoscalingPolicy policy,
            TimeSeriesStore metrics,
            double speed,
            ControlThread control) {
        Autoscaler started = new Autoscaler(group, policy, metrics, speed, control);
        started.ticks = control.every(started.period, started::tick);
        return started;
    }

    /** How it is set up. Any thread may ask. */
    public AutoscalingPolicy policy() {
        return policy;
    }

    /** Changes the mode, as a patch of the policy does. Any thread may. */
    public void setMode(AutoscalingPolicy.Mode mode) {
        policy = policy.with(mode);
    }

    /** Changes the limits, likewise: the minimum holds with the next decision. Any thread may. */
    public void setLimits(int minimum, int maximum) {
        policy = policy.within(minimum, maximum);
    }

    /** Whether it sizes the group at all. */
    public boolean isOn() {
        return policy.mode() != AutoscalingPolicy.Mode.OFF;
    }

    /** What it would have, whether it acts or not. */
    public int recommendedSize() {
        return recommended;
    }

    /** What it would have if there were no limits. Any thread may ask. */
    public int neededSize() {
        return needed;
    }

    private Duration faster(Duration time) {
        return Duration.ofNanos(Math.round(time.toNanos() / speed));
    }

    private void tick() {
        Instant now = control.now();
        int target = group.targetSize();
        int ready = group.running(faster(policy.initialization()));
        Duration at = Duration.ofNanos(Math.round(Duration.between(begun, now).toNanos() * speed));
        int most = 0;
        boolean known = false;
        for (int i = 0; i < rules.size(); i++) {
            OptionalDouble value = value(policy.metrics().get(i), now);
            known |= value.isPresent();
            most = Math.max(most, rules.get(i).desired(new Reading(at, target, ready, value)));
        }
        if (known) {
            needed = most;
        }
        // Without a value it would have what it would have had before.
        int wanted =
                Math.max(policy.limits().clamp(known ? most : recommended), floor(now, target));
        recommended = wanted;
        LOG.debug("{}: {} of {} ready, wants {}", group.name(), ready, target, wanted);
        boolean shrinks = wanted < target && policy.mode() == AutoscalingPolicy.Mode.ON && known;
        if (isOn() && (wanted > target || shrinks)) {
            group.changeTarget(wanted);
        }
    }

    /** What a scale-in control leaves at least. */
    private int floor(Instant now, int target) {
        if (policy.scaleInControl().isEmpty()) {
            return 0;
        }
        AutoscalingPolicy.ScaleInControl limit = policy.scaleInControl().get();
        sizes.addLast(new Size(now, target));
        Instant from = now.minus(faster(limit.window()));
        while (sizes.peekFirst().at().isBefore(from)) {
            sizes.removeFirst();
        }
        int peak = sizes.stream().mapToInt(Size::replicas).max().orElse(target);
        return Math.max(policy.minimum(), peak - limit.replicas());
    }

    /** Series of VMs are averaged over those that run; others of one group are added up. */
    private OptionalDouble value(MetricTarget target, Instant now) {
        Set<String> ids = group.runningIds();
        List<TimeSeriesStore.Mean> means =
                metrics.read(
                        target.metric(),
                        series ->
                                target.filter().matches(series)
                                        && (!series.resourceType().equals(PER_INSTANCE)
                                                || ids.contains(
                                                        series.resourceLabels()
                                                                .getOrDefault("instance_id", ""))),
                        now.minus(period),
                        now);
        if (means.isEmpty()) {
            return OptionalDouble.empty();
        }
        boolean perInstance =
                means.stream().allMatch(each -> each.series().resourceType().equals(PER_INSTANCE));
        double sum = means.stream().mapToDouble(TimeSeriesStore.Mean::value).sum();
        return OptionalDouble.of(perInstance ? sum / means.size() : sum);
    }

    /** Decides no more. */
    @Override
    public void close() {
        ticks.cancel(false);
    }
}
