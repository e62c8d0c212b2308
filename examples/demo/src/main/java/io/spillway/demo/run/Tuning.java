package io.spillway.demo.run;

import io.spillway.localcloud.autoscaling.AutoscalerSettings;
import java.time.Duration;
import java.util.Map;

/** The numbers that the demo is made with, and why. */
public final class Tuning {
    /** The slots of a TaskManager. One: the least threads, on a laptop with two cores. */
    static final int SLOTS = 1;

    /**
     * What one TaskManager takes, in records per second. Low enough that two cores carry the peak
     * of the default load with the broker, the JobManager and six TaskManagers on them.
     */
    public static final int RATE_PER_TASK_MANAGER = 1000;

    /** The default of {@code spillway.scaling.target-utilization}, which the demo leaves alone. */
    public static final double TARGET_UTILIZATION = 0.8;

    /**
     * Input partitions. Divisible by 1 to 4, 6, 8 and 12, where each TaskManager reads equally
     * many; with five, the busiest reads 4 % more than its share. (With 16 partitions it would be
     * 25 %.) Not more, since the broker's work for each record grows with them.
     */
    static final int INPUT_PARTITIONS = 24;

    /** Output partitions. Each checkpoint writes a transaction's end into each of them. */
    static final int OUTPUT_PARTITIONS = 4;

    /** Keys: 40 to each input partition. */
    static final int KEYS = 960;

    /** How long a machine that was asked to go has until it is killed. */
    static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

    /**
     * The scaling rule. The target leaves 30 % of each TaskManager for the time between a load that
     * rises and the machine that answers it, and for working off what a restart has left: as long
     * as the restart, times load over headroom, which is two to three times as long at the target.
     * What is measured while that goes on isn't used at all ({@link CatchUp}): it is what keeps the
     * fleet from growing after it has shrunk. So growing needs no window to wait for, and the
     * rule's own settle time is short. Shrinking takes the highest recommendation of the last 15 s,
     * so that a dip doesn't cost two restarts.
     */
    static final AutoscalerSettings AUTOSCALER =
            new AutoscalerSettings(
                    0.7,
                    0.1,
                    Duration.ZERO,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2));

    /**
     * How long a backlog may take to be worked off; and after a scale-in, how long a scale-out
     * would be the fleet's own doing.
     */
    public static final Duration CATCH_UP_TIME = Duration.ofSeconds(60);

    /**
     * The scaling signal's settings: as shipped, but for the times, since the demo's load rises in
     * three minutes as far as others do in a morning.
     */
    static Map<String, String> signal() {
        return Map.of(
                "spillway.scaling.catch-up-time",
                CATCH_UP_TIME.toSeconds() + " s",
                "spillway.scaling.publish-interval",
                "2 s",
                "spillway.scaling.window",
                "10 s",
                "spillway.scaling.settle-time",
                "3 s");
    }

    private Tuning() {}
}
