package io.spillway.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;

/** The keys of the scaling signal, which the JobManager works out. */
@Title("The scaling signal (`spillway jobmanager`)")
public final class ScalingOptions {

    private static final Duration DAY = Duration.ofDays(1);

    public static final Setting<Double> TARGET_UTILIZATION =
            new Setting<>(
                    key("spillway.scaling.target-utilization")
                            .doubleType()
                            .defaultValue(0.8)
                            .withDescription(
                                    "The share of its time that the busiest vertex should work. The rest carries the load while machines boot, and works off a backlog."),
                    Allowed.between(0.05, 1.0));

    public static final Setting<Duration> CATCH_UP_TIME =
            new Setting<>(
                    key("spillway.scaling.catch-up-time")
                            .durationType()
                            .defaultValue(Duration.ofMinutes(15))
                            .withDescription(
                                    "How long a backlog may take to be worked off. What the reserve of the target utilization clears in that time asks for nothing; the shorter this is, the more machines a backlog asks for."),
                    Allowed.between(Duration.ofSeconds(1), DAY));

    public static final Setting<Duration> WINDOW =
            new Setting<>(
                    key("spillway.scaling.window")
                            .durationType()
                            .defaultValue(Duration.ofMinutes(1))
                            .withDescription(
                                    "How long rates are averaged, and for how long less must have been needed before less is asked for. Not shorter than `spillway.scaling.publish-interval`."),
                    Allowed.between(Duration.ofSeconds(1), Duration.ofHours(1)));

    public static final Setting<Duration> PUBLISH_INTERVAL =
            new Setting<>(
                    key("spillway.scaling.publish-interval")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(5))
                            .withDescription(
                                    "How often the job is observed and the signal published. Each time costs one request to every TaskManager. Flink's `metrics.fetcher.update-interval` is half of it unless it is set."),
                    Allowed.between(Duration.ofSeconds(1), Duration.ofMinutes(10)));

    public static final Setting<Double> MINIMUM_CHANGE =
            new Setting<>(
                    key("spillway.scaling.minimum-change")
                            .doubleType()
                            .defaultValue(0.1)
                            .withDescription(
                                    "The change of the need, as a share of what is asked for now, that is not acted upon."),
                    Allowed.between(0.0, 0.9));

    public static final Setting<Duration> SETTLE_TIME =
            new Setting<>(
                    key("spillway.scaling.settle-time")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(20))
                            .withDescription(
                                    "How long after a restart of the job its rates aren't trusted, while caches and just-in-time compilation warm up. The last value holds."),
                    Allowed.between(Duration.ZERO, Duration.ofHours(1)));

    private ScalingOptions() {}
}
