package io.spillway.settings;

import io.spillway.exporter.PrometheusExporterFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SchedulerExecutionMode;
import org.apache.flink.configuration.WebOptions;

/**
 * What Flink's own defaults become for a fleet that breathes. A key that the user has set stays as
 * it is.
 *
 * @param option the key
 * @param value its value, unless the user sets one
 * @param reason why Flink's default doesn't do
 */
public record FleetDefaults<T>(ConfigOption<T> option, T value, String reason) {

    /** How often JobManager and TaskManagers ask each other whether they are there. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofMillis(500);

    /** After how long without an answer the other side is taken for lost. */
    public static final Duration HEARTBEAT_TIMEOUT = Duration.ofMillis(4200);

    /**
     * How long what was triggered over REST can be asked about. A JobManager that ends waits for
     * that too, so: less than {@code TimeoutStopSec} of its unit.
     */
    public static final Duration ASYNC_RESULTS = Duration.ofSeconds(15);

    private static final String LOOPBACK = "localhost";

    /** All of them, with their reasons, in the order of the reference page. */
    public static List<FleetDefaults<?>> all() {
        List<FleetDefaults<?>> ofTheJobManager =
                List.of(
                        new FleetDefaults<>(
                                HeartbeatManagerOptions.HEARTBEAT_INTERVAL,
                                HEARTBEAT_INTERVAL,
                                "A machine that drops off the network is noticed by missing heartbeats alone. The shorter, the less the timeout must exceed the longest pause; and two of them find out that a process is gone."),
                        new FleetDefaults<>(
                                HeartbeatManagerOptions.HEARTBEAT_TIMEOUT,
                                HEARTBEAT_TIMEOUT,
                                "Flink's 50 s are 50 s without output when a machine freezes; 4.2 s outlast a pause of 3 s on either side."),
                        new FleetDefaults<>(
                                RestartStrategyOptions.RESTART_STRATEGY,
                                "exponential-delay",
                                "Without an explicit type Flink ignores all restart-strategy.exponential-delay.* keys and backs off from 1 s to 60 s."),
                        new FleetDefaults<>(
                                RestartStrategyOptions
                                        .RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                                Duration.ofMillis(100),
                                "A lost machine is no fault of the job: it restarts at once on the others."),
                        new FleetDefaults<>(
                                RestartStrategyOptions
                                        .RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                                Duration.ofSeconds(10),
                                "A job that fails for a reason of its own must not spin."),
                        new FleetDefaults<>(
                                RestartStrategyOptions
                                        .RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                                Duration.ofMinutes(1),
                                "Losses that are minutes apart have nothing to do with each other; Flink adds them up for an hour."),
                        new FleetDefaults<>(
                                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                                Duration.ofSeconds(10),
                                "Without checkpoints a loss starts the job's state from nothing."),
                        new FleetDefaults<>(
                                CheckpointingOptions.TOLERABLE_FAILURE_NUMBER,
                                3,
                                "Flink restarts the job when one checkpoint fails; an object store that stumbles once is no reason."),
                        new FleetDefaults<>(
                                JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING,
                                Duration.ZERO,
                                "Flink waits 30 s between rescales; here machines that join together are collected for spillway.join.coalesce-window instead."),
                        new FleetDefaults<>(
                                WebOptions.TIMEOUT,
                                Duration.ofSeconds(5),
                                "When a TaskManager goes while it is asked for metrics, Flink asks nobody for metrics until this is over: 10 min."),
                        new FleetDefaults<>(
                                RestOptions.ASYNC_OPERATION_STORE_DURATION,
                                ASYNC_RESULTS,
                                "A JobManager that ends waits so long for whoever triggered a checkpoint or savepoint over REST to ask what came of it: with Flink's 5 min systemd would kill it, and nobody could start it again before."),
                        new FleetDefaults<>(
                                JobManagerOptions.ADDRESS,
                                LOOPBACK,
                                "Nothing is reachable over the network unless the configuration says so."),
                        new FleetDefaults<>(
                                RestOptions.ADDRESS,
                                LOOPBACK,
                                "As jobmanager.rpc.address, which it follows when only that is set."));
        return Stream.concat(ofTheJobManager.stream(), exporter().stream()).toList();
    }

    /**
     * Those of them that make a process export its metrics; TaskManagers take them as well. The
     * agent's class path is too small for what {@link #all} touches.
     */
    public static List<FleetDefaults<?>> exporter() {
        return List.of(
                new FleetDefaults<>(
                        ExporterOptions.FACTORY,
                        PrometheusExporterFactory.class.getName(),
                        "Flink exports no metrics unless it is told to; its own exporter for Prometheus listens on all interfaces and can't be told not to. `metrics.reporters: none` turns it off."),
                new FleetDefaults<>(
                        ExporterOptions.HOST,
                        PrometheusExporterFactory.DEFAULT_HOST,
                        "Where Prometheus is elsewhere, an address of the machine, or 0.0.0.0."),
                new FleetDefaults<>(
                        ExporterOptions.PORT,
                        PrometheusExporterFactory.DEFAULT_PORT,
                        "Each process on a machine takes the first port of the range that is free, and tells it in its log."));
    }

    /**
     * The configuration that the JobManager runs with.
     *
     * @param user what the user has set; not changed
     */
    public static Configuration applyTo(Configuration user) {
        Configuration effective = new Configuration(user);
        effective.set(JobManagerOptions.SCHEDULER_MODE, SchedulerExecutionMode.REACTIVE);
        effective
                .getOptional(JobManagerOptions.ADDRESS)
                .ifPresent(address -> setIfAbsent(effective, RestOptions.ADDRESS, address));
        all().forEach(byDefault -> byDefault.applyIfAbsent(effective));
        if (isLoopback(effective.get(JobManagerOptions.ADDRESS))) {
            setIfAbsent(effective, JobManagerOptions.BIND_HOST, LOOPBACK);
        }
        if (isLoopback(effective.get(RestOptions.ADDRESS))) {
            setIfAbsent(effective, RestOptions.BIND_ADDRESS, LOOPBACK);
        }
        return effective;
    }

    /** Sets the key where it isn't set yet. */
    public void applyIfAbsent(Configuration configuration) {
        setIfAbsent(configuration, option, value);
    }

    private static <V> void setIfAbsent(
            Configuration configuration, ConfigOption<V> option, V value) {
        if (!configuration.contains(option)) {
            configuration.set(option, value);
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals(LOOPBACK) || host.startsWith("127.") || host.equals("::1");
    }
}
