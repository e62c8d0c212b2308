package io.spillway.localcloud.autoscaling.policy;

import java.time.Duration;

/**
 * Target tracking of Amazon EC2 Auto Scaling. AWS doesn't publish the algorithm; this is what is
 * documented, and for the rest what the least surprises:
 *
 * <ul>
 *   <li>Two alarms: the high one fires when the metric was above the target for 3 periods, the low
 *       one when it was below its threshold for 15 (seen in the alarms that the policy creates: <a
 *       href="https://github.com/aws-samples/amazon-aurora-labs-for-mysql/issues/3">AlarmHigh 3,
 *       AlarmLow 15 data points</a>). The low alarm's threshold isn't documented: {@link
 *       Settings#lowAlarmShare} of the target.
 *   <li>Missing data is no alarm: nothing is scaled (<a
 *       href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html">
 *       considerations</a>: "insufficient data").
 *   <li>The new capacity is in proportion to {@code metric / target}: a metric must change
 *       inversely to capacity (same page). The rounding up, "to keep availability", is inferred.
 *   <li>Machines that warm up count as capacity when it grows, so that nothing is asked for twice,
 *       and block shrinking (<a
 *       href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html">
 *       default instance warmup</a>).
 *   <li>An alarm acts again each period for as long as it lasts.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class TargetTracking implements ScalingPolicy {

    private static final int HIGH_PERIODS = 3;
    private static final int LOW_PERIODS = 15;

    /**
     * How it is set up.
     *
     * @param target the metric's value to hold; above 0
     * @param period of the metric: 10, 30 or 60 s, as AWS allows
     * @param lowAlarmShare the low alarm's threshold as a share of the target, above 0 and at most
     *     1. Not documented; 0.9 is what is often seen
     */
    public record Settings(double target, Duration period, double lowAlarmShare) {

        public Settings {
            if (!(target > 0) || Double.isInfinite(target)) {
                throw new IllegalArgumentException("target " + target + ": must be above 0");
            }
            long seconds = period.toSeconds();
            if (seconds != 10 && seconds != 30 && seconds != 60) {
                throw new IllegalArgumentException(
                        "period " + period + ": must be 10, 30 or 60 seconds");
            }
            if (!(lowAlarmShare > 0 && lowAlarmShare <= 1)) {
                throw new IllegalArgumentException(
                        "low alarm's share "
                                + lowAlarmShare
                                + " of the target: must be above 0 and at most 1");
            }
        }

        /** What AWS does without more settings than a target: a period of 60 s. */
        public static Settings defaults(double target) {
            return new Settings(target, Duration.ofSeconds(60), 0.9);
        }
    }

    private final Settings settings;
    private final Bounds bounds;
    private int above;
    private int below;

    /** A policy whose alarms have seen nothing yet. */
    public TargetTracking(Settings settings, Bounds bounds) {
        this.settings = settings;
        this.bounds = bounds;
    }

    @Override
    public Duration period() {
        return settings.period();
    }

    @Override
    public int desired(Reading reading) {
        if (reading.metric().isEmpty()) {
            above = 0;
            below = 0;
            return reading.desired();
        }
        double metric = reading.metric().getAsDouble();
        above = metric > settings.target() ? above + 1 : 0;
        below = metric < settings.target() * settings.lowAlarmShare() ? below + 1 : 0;
        if (above >= HIGH_PERIODS) {
            return Math.max(reading.desired(), inProportion(reading.inService(), metric));
        }
        boolean warmingUp = reading.inService() < reading.desired();
        if (below >= LOW_PERIODS && !warmingUp) {
            return Math.min(reading.desired(), inProportion(reading.inService(), metric));
        }
        return bounds.clamp(reading.desired());
    }

    private int inProportion(int machines, double metric) {
        return bounds.clamp(Math.ceil(machines * metric / settings.target() - 1e-9));
    }
}
