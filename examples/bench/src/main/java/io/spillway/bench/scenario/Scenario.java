package io.spillway.bench.scenario;

import static io.spillway.bench.cluster.ClusterKind.SPILLWAY;
import static io.spillway.bench.cluster.ClusterKind.STOCK;

import io.spillway.bench.cluster.BenchCluster;
import io.spillway.bench.cluster.ClusterKind;
import io.spillway.bench.cluster.HighAvailability;
import io.spillway.bench.cluster.StateSize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All that can be measured, by the names that are used on the command line and in the results. */
public enum Scenario {
    STOCK_SIGTERM("stock-sigterm", STOCK, Disturbance.STOP, "SIGTERM to 1 of 3 TaskManagers"),
    STOCK_SIGKILL("stock-sigkill", STOCK, Disturbance.KILL, "SIGKILL to 1 of 3 TaskManagers"),
    STOCK_FREEZE_50S(
            "stock-freeze-50s",
            STOCK,
            Disturbance.FREEZE,
            "SIGSTOP to 1 of 3 TaskManagers, Flink's heartbeats (time-out 50 s)"),
    STOCK_FREEZE_8S(
            "stock-freeze-8s",
            STOCK,
            Disturbance.FREEZE,
            "SIGSTOP to 1 of 3 TaskManagers, heartbeats every 2 s, time-out 8 s"),
    CHECKPOINT_THEN_SIGTERM(
            "checkpoint-then-sigterm",
            STOCK,
            Disturbance.CHECKPOINT_AND_STOP,
            "a checkpoint over REST, then SIGTERM to 1 of 3 TaskManagers"),
    STOCK_SCALE_UP("stock-scale-up", STOCK, Disturbance.ADD, "a 3rd TaskManager"),
    SPILLWAY_DRAIN("spillway-drain", SPILLWAY, Disturbance.STOP, "SIGTERM to 1 of 3 agents"),
    SPILLWAY_DRAIN_INEXACT(
            "spillway-drain-inexact",
            SPILLWAY,
            Disturbance.STOP,
            "the same with spillway.drain.exact: false"),
    SPILLWAY_DRAIN_KAFKA(
            "spillway-drain-kafka",
            SPILLWAY,
            Disturbance.STOP,
            "SIGTERM to 1 of 3 agents; Kafka source, transactional Kafka sink"),
    SPILLWAY_REPLACE(
            "spillway-replace",
            SPILLWAY,
            Disturbance.REPLACE,
            "a 4th machine joins, and 1 of the 3 at work gets SIGTERM: parallelism stays"),
    SPILLWAY_STORM(
            "spillway-storm", SPILLWAY, Disturbance.STOP, "SIGTERM to 2 of 4 agents at once"),
    SPILLWAY_SIGKILL("spillway-sigkill", SPILLWAY, Disturbance.KILL, "SIGKILL to 1 of 3 machines"),
    SPILLWAY_FREEZE("spillway-freeze", SPILLWAY, Disturbance.FREEZE, "SIGSTOP to 1 of 3 machines"),
    SPILLWAY_SCALE_UP("spillway-scale-up", SPILLWAY, Disturbance.ADD, "a 3rd machine"),
    SPILLWAY_PAUSE_3S(
            "spillway-pause-3s",
            SPILLWAY,
            Disturbance.PAUSE,
            "1 of 3 machines stands still for 3 s: must not cost a restart"),
    SPILLWAY_STARVED(
            "spillway-starved",
            SPILLWAY,
            Disturbance.STARVE,
            "32 busy processes a core for 30 s: must not cost a restart"),
    ZOOKEEPER_SIGKILL(
            "zookeeper-sigkill",
            STOCK,
            Disturbance.KILL_JOB_MANAGER,
            "SIGKILL to the JobManager; Flink's high availability, the longest session of the server, 16 s"),
    ZOOKEEPER_SIGKILL_12S(
            "zookeeper-sigkill-12s",
            STOCK,
            Disturbance.KILL_JOB_MANAGER,
            "the same with a session time-out of 12 s"),
    ZOOKEEPER_SIGTERM(
            "zookeeper-sigterm",
            STOCK,
            Disturbance.STOP_JOB_MANAGER,
            "SIGTERM to the JobManager; Flink's high availability with ZooKeeper"),
    LEASE_SIGKILL(
            "lease-sigkill",
            SPILLWAY,
            Disturbance.KILL_JOB_MANAGER,
            "SIGKILL to the JobManager; the lease of 12 s, on S3"),
    LEASE_SIGTERM(
            "lease-sigterm",
            SPILLWAY,
            Disturbance.STOP_JOB_MANAGER,
            "SIGTERM to the JobManager; the lease on S3"),
    LEASE_STEADY(
            "lease-steady",
            SPILLWAY,
            Disturbance.NONE,
            "nothing happens for 2 min: what a JobManager and a standby ask of S3"),
    LEASE_GCS_SIGKILL(
            "lease-gcs-sigkill",
            SPILLWAY,
            Disturbance.KILL_JOB_MANAGER,
            "SIGKILL to the JobManager; the lease of 12 s, on Cloud Storage"),
    LEASE_GCS_SIGTERM(
            "lease-gcs-sigterm",
            SPILLWAY,
            Disturbance.STOP_JOB_MANAGER,
            "SIGTERM to the JobManager; the lease on Cloud Storage"),
    LEASE_GCS_STEADY(
            "lease-gcs-steady",
            SPILLWAY,
            Disturbance.NONE,
            "nothing happens for 2 min: what they ask of Cloud Storage");

    /** More than there ever are TaskManagers, and easy to divide. */
    private static final int MANY = 120;

    /** Of no effect but on a job that runs and is offered more slots. */
    private static final Map<String, String> GROWING_AT_ONCE =
            Map.of(
                    "jobmanager.adaptive-scheduler.executing.cooldown-after-rescaling", "0 s",
                    "jobmanager.adaptive-scheduler.executing.resource-stabilization-timeout", "1 s",
                    "jobmanager.adaptive-scheduler.rescale-trigger.max-delay", "0 s");

    private final String text;
    private final ClusterKind kind;
    private final Disturbance disturbance;
    private final String description;

    Scenario(String text, ClusterKind kind, Disturbance disturbance, String description) {
        this.text = text;
        this.kind = kind;
        this.disturbance = disturbance;
        this.description = description;
    }

    /** Its name. */
    public String text() {
        return text;
    }

    /** What happens in it, in words. */
    public String description() {
        return description;
    }

    Disturbance disturbance() {
        return disturbance;
    }

    /** Which benchmark it belongs to. */
    public Benchmark benchmark() {
        return switch (disturbance) {
            case KILL_JOB_MANAGER, STOP_JOB_MANAGER, NONE -> Benchmark.FAILOVER;
            case STOP, CHECKPOINT_AND_STOP, KILL, FREEZE, PAUSE, STARVE, REPLACE, ADD ->
                    Benchmark.DRAIN;
        };
    }

    /** The stock scenario that it is to be compared with. */
    public Optional<Scenario> baseline() {
        return switch (this) {
            case CHECKPOINT_THEN_SIGTERM,
                    SPILLWAY_DRAIN,
                    SPILLWAY_DRAIN_INEXACT,
                    SPILLWAY_DRAIN_KAFKA,
                    SPILLWAY_REPLACE,
                    SPILLWAY_STORM ->
                    Optional.of(STOCK_SIGTERM);
            case SPILLWAY_SIGKILL -> Optional.of(STOCK_SIGKILL);
            case STOCK_FREEZE_8S, SPILLWAY_FREEZE -> Optional.of(STOCK_FREEZE_50S);
            case SPILLWAY_SCALE_UP -> Optional.of(STOCK_SCALE_UP);
            case ZOOKEEPER_SIGKILL_12S, LEASE_SIGKILL, LEASE_GCS_SIGKILL ->
                    Optional.of(ZOOKEEPER_SIGKILL);
            case LEASE_SIGTERM, LEASE_GCS_SIGTERM -> Optional.of(ZOOKEEPER_SIGTERM);
            case ZOOKEEPER_SIGKILL,
                    ZOOKEEPER_SIGTERM,
                    LEASE_STEADY,
                    LEASE_GCS_STEADY,
                    STOCK_SIGTERM,
                    STOCK_SIGKILL,
                    STOCK_FREEZE_50S,
                    STOCK_SCALE_UP,
                    SPILLWAY_PAUSE_3S,
                    SPILLWAY_STARVED ->
                    Optional.empty();
        };
    }

    /** TaskManagers before it happens. */
    int taskManagers() {
        return switch (this) {
            case SPILLWAY_STORM -> 4;
            case STOCK_SCALE_UP, SPILLWAY_SCALE_UP -> 2;
            default -> 3;
        };
    }

    /** How many of them it happens to. */
    int victims() {
        return switch (disturbance) {
            case ADD, STARVE, KILL_JOB_MANAGER, STOP_JOB_MANAGER, NONE -> 0;
            default -> this == SPILLWAY_STORM ? 2 : 1;
        };
    }

    /** The job's parallelism before. */
    int parallelismBefore() {
        return taskManagers();
    }

    /** The job's parallelism once all is over. */
    int parallelismAfter() {
        return switch (disturbance) {
            case ADD -> taskManagers() + 1;
            case PAUSE, STARVE, REPLACE, KILL_JOB_MANAGER, STOP_JOB_MANAGER, NONE -> taskManagers();
            default -> taskManagers() - victims();
        };
    }

    /**
     * Whether each run needs a cluster of its own: a failure leaves a backoff behind, which makes
     * the next one's restart later.
     */
    boolean freshCluster() {
        return switch (disturbance) {
            case KILL, FREEZE, KILL_JOB_MANAGER, STOP_JOB_MANAGER -> true;
            case STOP, CHECKPOINT_AND_STOP -> kind == STOCK;
            case PAUSE, STARVE, ADD, REPLACE, NONE -> false;
        };
    }

    /** Whether another JobManager has the job in the end. */
    boolean changesJobManager() {
        return switch (disturbance) {
            case KILL_JOB_MANAGER, STOP_JOB_MANAGER -> true;
            case STOP, CHECKPOINT_AND_STOP, KILL, FREEZE, PAUSE, STARVE, REPLACE, ADD, NONE ->
                    false;
        };
    }

    /** Whether the job makes a planned move in it, which the JobManager can tell about. */
    boolean expectsPlannedMove() {
        return kind == SPILLWAY
                && switch (disturbance) {
                    case STOP, REPLACE, ADD -> true;
                    case CHECKPOINT_AND_STOP,
                            KILL,
                            FREEZE,
                            PAUSE,
                            STARVE,
                            KILL_JOB_MANAGER,
                            STOP_JOB_MANAGER,
                            NONE ->
                            false;
                };
    }

    /**
     * Whether a job that began on some of the TaskManagers only takes in the others at once. Stock
     * Flink takes more than a minute by itself; it is told to be quick where nothing that is
     * measured is a job that grows.
     */
    boolean growsAtOnce() {
        return kind == SPILLWAY
                || switch (disturbance) {
                    case STOP, CHECKPOINT_AND_STOP, KILL, FREEZE -> true;
                    // A job that grows; or one that another JobManager begins on what it has.
                    case ADD, KILL_JOB_MANAGER, STOP_JOB_MANAGER -> false;
                    case PAUSE, STARVE, REPLACE, NONE -> false;
                };
    }

    BenchCluster.Plan plan(StateSize state) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (kind == STOCK && growsAtOnce()) {
            settings.putAll(GROWING_AT_ONCE);
        }
        settings.putAll(
                switch (this) {
                    case STOCK_FREEZE_8S ->
                            Map.of("heartbeat.interval", "2 s", "heartbeat.timeout", "8 s");
                    case ZOOKEEPER_SIGKILL_12S ->
                            Map.of("high-availability.zookeeper.client.session-timeout", "12 s");
                    case SPILLWAY_DRAIN_INEXACT -> Map.of("spillway.drain.exact", "false");
                    default -> Map.of();
                });
        return new BenchCluster.Plan(
                kind, this == SPILLWAY_DRAIN_KAFKA, state, MANY, highAvailability(), settings);
    }

    private HighAvailability highAvailability() {
        if (benchmark() == Benchmark.DRAIN) {
            return HighAvailability.NONE;
        }
        return switch (this) {
            case LEASE_GCS_SIGKILL, LEASE_GCS_SIGTERM, LEASE_GCS_STEADY ->
                    HighAvailability.CLOUD_STORAGE;
            default -> kind == STOCK ? HighAvailability.ZOOKEEPER : HighAvailability.S3;
        };
    }
}
