package io.spillway.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;

/** The keys that say who takes machines away that aren't needed any more, and when. */
@Title("Scale-in (`spillway jobmanager`)")
public final class ScaleInOptions {

    /** Who takes machines away. */
    public enum Mode {
        /** Whoever the cloud needs for it. */
        AUTO,
        /** The group's own policy. */
        CLOUD,
        /** The JobManager. */
        JOBMANAGER
    }

    public static final Setting<Mode> MODE =
            new Setting<>(
                    key("spillway.scale-in.mode")
                            .enumType(Mode.class)
                            .defaultValue(Mode.AUTO)
                            .withDescription(
                                    "Who takes machines away that aren't needed any more. `cloud`: the group's own policy, which tells each machine before it goes. `jobmanager`: the JobManager picks machines, drains them in one move and has the group end them; the group's policy must only scale out. `auto`: `jobmanager` on a cloud whose groups don't wait for drains, if a group is named, and `cloud` on all others. [Choosing who scales in](../guide/scale-in.md)."),
                    Allowed.oneOf(Mode.class));

    public static final Setting<String> GROUP =
            new Setting<>(
                    key("spillway.scale-in.group")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "The name of the group that the TaskManagers' machines belong to. Without it, `spillway.metric-sink.group`. One of them must be set where the JobManager scales in."),
                    Allowed.text("1 to 255 printable characters", "[!-~][ -~]{0,254}"));

    public static final Setting<Duration> STABILIZATION_WINDOW =
            new Setting<>(
                    key("spillway.scale-in.stabilization-window")
                            .durationType()
                            .defaultValue(Duration.ofMinutes(10))
                            .withDescription(
                                    "For how long fewer machines must have sufficed: the largest need within it counts. Not shorter than `spillway.scaling.window`."),
                    Allowed.between(Duration.ofSeconds(1), Duration.ofHours(6)));

    public static final Setting<Double> TOLERANCE =
            new Setting<>(
                    key("spillway.scale-in.tolerance")
                            .doubleType()
                            .defaultValue(0.1)
                            .withDescription(
                                    "The share of the machines that may be too many: fewer aren't worth a restart. Has no effect on fleets that are smaller than 1 / tolerance."),
                    Allowed.between(0.0, 0.9));

    public static final Setting<Integer> MAX_MACHINES =
            new Setting<>(
                    key("spillway.scale-in.max-machines")
                            .intType()
                            .defaultValue(50)
                            .withDescription(
                                    "How many machines go at once at most. All of them cost one restart of the job."),
                    Allowed.between(1, 1000));

    public static final Setting<Duration> DRAIN_TIMEOUT =
            new Setting<>(
                    key("spillway.scale-in.drain-timeout")
                            .durationType()
                            .defaultValue(Duration.ofMinutes(5))
                            .withDescription(
                                    "How long the job may take to leave the machines. Those that it hasn't left then stay."),
                    Allowed.between(Duration.ofSeconds(1), Duration.ofHours(1)));

    public static final Setting<Duration> REMOVAL_TIMEOUT =
            new Setting<>(
                    key("spillway.scale-in.removal-timeout")
                            .durationType()
                            .defaultValue(Duration.ofMinutes(10))
                            .withDescription(
                                    "How long the group may take to begin to end machines that are free of work. Then they work again, and the next attempt waits for 10 min, twice as long each time, up to 6 h."),
                    Allowed.between(Duration.ofSeconds(10), Duration.ofHours(6)));

    private ScaleInOptions() {}
}
