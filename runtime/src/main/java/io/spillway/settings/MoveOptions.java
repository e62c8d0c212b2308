package io.spillway.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;

/** The keys that the JobManager reads. */
@Title("The JobManager (`spillway jobmanager`)")
public final class MoveOptions {

    public static final Setting<Duration> DRAIN_COALESCE_WINDOW =
            new Setting<>(
                    key("spillway.drain.coalesce-window")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(2))
                            .withDescription(
                                    "How long drains are collected, from when the first notice may have come (an agent that asks every 4 s learns of it up to 4 s later), before the job leaves all those TaskManagers with one restart. The job runs on them meanwhile. At most a tenth of the time to the deadline, so that a short notice is acted upon at once."),
                    Allowed.between(Duration.ZERO, Duration.ofMinutes(5)));

    public static final Setting<Duration> SHUTDOWN_COALESCE_WINDOW =
            new Setting<>(
                    key("spillway.drain.shutdown-coalesce-window")
                            .durationType()
                            .defaultValue(Duration.ofMillis(150))
                            .withDescription(
                                    "How long the job waits for company after a drain of which all machines of a group hear at the same moment: SIGTERM, one by hand, and a notice that may be as old as spillway.drain.coalesce-window already, since agents ask for notices at the same moments. Each further one starts the wait anew, up to spillway.drain.coalesce-window from the first."),
                    Allowed.between(Duration.ZERO, Duration.ofMinutes(5)));

    public static final Setting<Boolean> EXACT =
            new Setting<>(
                    key("spillway.drain.exact")
                            .booleanType()
                            .defaultValue(true)
                            .withDescription(
                                    "Whether the sources stop with the checkpoint for a planned move (drain or join), so that nothing is processed again. A job for which that isn't possible is moved without it; the log says why. With false the job processes on until it is cancelled, and processes again what came after the checkpoint."),
                    Allowed.trueOrFalse());

    public static final Setting<Duration> EXACT_TIMEOUT =
            new Setting<>(
                    key("spillway.drain.exact-timeout")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(60))
                            .withDescription(
                                    "How long the job may wait, with its sources stopped, for the checkpoint of a planned move, at most. After that, or after 10 s or three times what its checkpoints take, whichever is longer, it restarts from the last completed one. A job whose checkpoints take more than half of this setting is moved as if spillway.drain.exact were false."),
                    Allowed.between(Duration.ofMillis(100), Duration.ofMinutes(10)));

    public static final Setting<Duration> JOIN_COALESCE_WINDOW =
            new Setting<>(
                    key("spillway.join.coalesce-window")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(2))
                            .withDescription(
                                    "How long TaskManagers that join are collected, from the first one, before the job takes them all in with one restart. Drains and joins that overlap share one restart."),
                    Allowed.between(Duration.ZERO, Duration.ofMinutes(5)));

    public static final Setting<Duration> START_COALESCE_WINDOW =
            new Setting<>(
                    key("spillway.start.coalesce-window")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(1))
                            .withDescription(
                                    "How long the first start of the job waits for more slots, from the first one on, so that it doesn't begin on one TaskManager of many. A restart never waits; a job that another JobManager ran before waits at most until it has as many slots as it had."),
                    Allowed.between(Duration.ZERO, Duration.ofMinutes(5)));

    public static final Setting<Duration> DRAIN_MOVE_MARGIN =
            new Setting<>(
                    key("spillway.drain.move-margin")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(5))
                            .withDescription(
                                    "How long before a machine's deadline the job leaves it at the latest, with or without a checkpoint of its own for that. More than `spillway.drain.margin`, at which the agent stops the TaskManager. At most half of the time to the deadline."),
                    Allowed.between(Duration.ZERO, Duration.ofHours(1)));

    public static final Setting<Duration> CHECKPOINT_RETRY_DELAY =
            new Setting<>(
                    key("spillway.move.checkpoint-retry-delay")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(1))
                            .withDescription(
                                    "How long after a failed checkpoint for a move the next attempt begins."),
                    Allowed.between(Duration.ZERO, Duration.ofMinutes(5)));

    public static final Setting<Integer> MAX_CHECKPOINT_FAILURES =
            new Setting<>(
                    key("spillway.move.max-checkpoint-failures")
                            .intType()
                            .defaultValue(3)
                            .withDescription(
                                    "After that many failed checkpoints in a row the job moves from its last completed one, and processes again what came after it. Without a completed one it goes on trying until a deadline is near."),
                    Allowed.between(1, 1000));

    private MoveOptions() {}
}
