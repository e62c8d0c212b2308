package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.autoscaling.policy.Bounds;
import io.spillway.localcloud.autoscaling.policy.Reading;
import io.spillway.localcloud.autoscaling.policy.TargetTracking;
import io.spillway.localcloud.control.ControlThread;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A target-tracking policy of a group, on a customized metric (Auto Scaling user guide, "Target
 * tracking scaling policies for Amazon EC2 Auto Scaling"). {@link TargetTracking} decides; this
 * asks it once each period, with what CloudWatch holds and with the instances whose warm-up is
 * over.
 */
public final class TargetTrackingPolicy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetTrackingPolicy.class);

    /** Where the metric is read. */
    @FunctionalInterface
    public interface MetricSource {
        /** The average of all values since {@code from} and before {@code to}; empty for none. */
        OptionalDouble average(Instant from, Instant to);
    }

    /**
     * How it is set up.
     *
     * @param tracking target and period
     * @param scaleIn false for {@code DisableScaleIn}
     * @param speed how much faster than the clock its periods and warm-ups pass; 1 or more
     */
    public record Settings(TargetTracking.Settings tracking, boolean scaleIn, double speed) {
        public Settings {
            if (!(speed >= 1) || Double.isInfinite(speed)) {
                throw new IllegalArgumentException("speed " + speed + ": must be 1 or more");
            }
        }
    }

    private final AutoScalingGroup group;
    private final Settings settings;
    private final MetricSource source;
    private final ControlThread control;
    private final TargetTracking tracking;
    private final Instant begun;
    private final ScheduledFuture<?> ticks;

    private TargetTrackingPolicy(
            AutoScalingGroup group, Settings settings, MetricSource source, ControlThread control) {
        this.group = group;
        this.settings = settings;
        this.source = source;
        this.control = control;
        GroupSpec spec = group.spec();
        this.tracking =
                new TargetTracking(settings.tracking(), new Bounds(spec.minimum(), spec.maximum()));
        this.begun = control.now();
        this.ticks = control.every(faster(settings.tracking().period()), this::tick);
    }

    /** Decides once each period from now on. */
    public static TargetTrackingPolicy start(
            AutoScalingGroup group, Settings settings, MetricSource source, ControlThread control) {
        return new TargetTrackingPolicy(group, settings, source, control);
    }

    private Duration faster(Duration time) {
        return Duration.ofNanos(Math.round(time.toNanos() / settings.speed()));
    }

    private void tick() {
        Instant now = control.now();
        Duration period = faster(settings.tracking().period());
        // Alarms look at whole periods, as CloudWatch keeps values.
        Instant end =
                Instant.ofEpochMilli(now.toEpochMilli() / period.toMillis() * period.toMillis());
        OptionalDouble metric = source.average(end.minusMillis(period.toMillis()), end);
        int desired = group.desired();
        int ready = group.warmedUp(faster(group.spec().instanceWarmup()));
        Duration at =
                Duration.ofNanos(
                        Math.round(Duration.between(begun, now).toNanos() * settings.speed()));
        int wanted = tracking.desired(new Reading(at, desired, ready, metric));
        LOG.debug(
                "{}: metric {}, {} of {} ready: {}",
                group.spec().name(),
                metric,
                ready,
                desired,
                wanted);
        if (wanted > desired || (wanted < desired && settings.scaleIn())) {
            group.changeDesired(wanted);
        }
    }

    /** Decides no more. */
    @Override
    public void close() {
        ticks.cancel(false);
    }
}
