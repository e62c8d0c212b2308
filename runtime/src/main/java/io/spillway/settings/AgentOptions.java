package io.spillway.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;
import org.apache.flink.configuration.MemorySize;

/** The keys that the process on a TaskManager's machine reads. */
@Title("The agent (`spillway taskmanager`)")
public final class AgentOptions {

    private static final Duration DAY = Duration.ofDays(1);

    public static final Setting<String> CLOUD =
            new Setting<>(
                    key("spillway.cloud")
                            .stringType()
                            .defaultValue("auto")
                            .withDescription(
                                    "Where the machine runs. `auto` asks every cloud plugin in `plugins/` at once and takes `none` when none of them knows the machine; `none` takes the identity from the host name and `spillway.instance.*`, and SIGTERM for the only termination notice."),
                    Allowed.text(
                            "`auto`, `none` or the name of a cloud plugin", "[a-z][a-z0-9-]*"));

    public static final Setting<Duration> CLOUD_DETECTION_TIMEOUT =
            new Setting<>(
                    key("spillway.cloud.detection-timeout")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(1))
                            .withDescription(
                                    "How long `spillway.cloud: auto` waits for the cloud plugins' answers. It delays the start on a machine that is in no cloud."),
                    Allowed.between(Duration.ofMillis(10), Duration.ofMinutes(1)));

    public static final Setting<String> INSTANCE_ID =
            new Setting<>(
                    key("spillway.instance.id")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "The instance's id, which becomes the TaskManager's resource id. Without it the cloud is asked; with `spillway.cloud: none` it is the host name and a short random suffix, so that several on one machine don't collide."),
                    Allowed.text(
                            "1 to 128 letters, digits, dots, dashes or underscores",
                            "[A-Za-z0-9._-]{1,128}"));

    public static final Setting<String> INSTANCE_ZONE =
            new Setting<>(
                    key("spillway.instance.zone")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "The availability zone that the fleet view shows. Without it the cloud is asked."),
                    Allowed.text("1 to 128 printable characters", "[!-~]{1,128}"));

    public static final Setting<String> INSTANCE_TYPE =
            new Setting<>(
                    key("spillway.instance.type")
                            .stringType()
                            .noDefaultValue()
                            .withDescription(
                                    "The machine's type that the fleet view shows. Without it the cloud is asked."),
                    Allowed.text("1 to 128 printable characters", "[!-~]{1,128}"));

    public static final Setting<Duration> JOIN_TIMEOUT =
            new Setting<>(
                    key("spillway.join.timeout")
                            .durationType()
                            .defaultValue(Duration.ofMinutes(5))
                            .withDescription(
                                    "How long a TaskManager may take, from the agent's start, until it is registered at the JobManager with all its slots. After that the instance is abandoned and the agent ends as failed."),
                    Allowed.between(Duration.ofSeconds(1), DAY));

    public static final Setting<Duration> GRACE_PERIOD =
            new Setting<>(
                    key("spillway.termination.grace-period")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(30))
                            .withDescription(
                                    "The time left that a SIGTERM to the agent means: what systemd calls TimeoutStopSec and Kubernetes terminationGracePeriodSeconds. Set it to the same value as there."),
                    Allowed.between(Duration.ofSeconds(1), DAY));

    public static final Setting<Duration> POLL_INTERVAL =
            new Setting<>(
                    key("spillway.termination.poll-interval")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(2))
                            .withDescription(
                                    "How often a cloud's metadata service is asked for termination notices: one of its kinds each time, in turn, those that leave little time more often than others. Agents ask at whole multiples of it by the time of day, so all at the same moment. A source that waits for changes by itself is asked again as soon as it has answered."),
                    Allowed.between(Duration.ofMillis(100), Duration.ofMinutes(1)));

    public static final Setting<Duration> DRAIN_MARGIN =
            new Setting<>(
                    key("spillway.drain.margin")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(3))
                            .withDescription(
                                    "How long before the machine's deadline the agent stops a TaskManager that is not drained yet, so that the job fails over at once instead of waiting for heartbeats. Less than `spillway.termination.grace-period`."),
                    Allowed.between(Duration.ZERO, Duration.ofHours(1)));

    public static final Setting<Duration> DRAIN_PATIENCE =
            new Setting<>(
                    key("spillway.drain.jobmanager-patience")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(3))
                            .withDescription(
                                    "How long, during a drain, the JobManager may be unreachable or not know the TaskManager before the agent stops the TaskManager at once. While the JobManager is away the job stands still anyway, and it goes on sooner without a machine that goes."),
                    Allowed.between(Duration.ZERO, Duration.ofHours(1)));

    public static final Setting<Duration> HEARTBEAT_INTERVAL =
            new Setting<>(
                    key("spillway.lifecycle.heartbeat-interval")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(15))
                            .withDescription(
                                    "How often the cloud is told that a drain still makes progress, where it waits for that."),
                    Allowed.between(Duration.ofSeconds(1), Duration.ofHours(1)));

    public static final Setting<MemorySize> MEMORY_RESERVE =
            new Setting<>(
                    key("spillway.taskmanager.memory-reserve")
                            .memoryType()
                            .defaultValue(MemorySize.ofMebiBytes(512))
                            .withDescription(
                                    "What is left of the machine's (or container's) memory for the system and the agent when none of `taskmanager.memory.process.size`, `taskmanager.memory.flink.size` and `taskmanager.memory.task.heap.size` is set."),
                    Allowed.between(MemorySize.ZERO, MemorySize.ofMebiBytes(1024 * 1024)));

    public static final Setting<Duration> RESTART_BACKOFF =
            new Setting<>(
                    key("spillway.taskmanager.restart-backoff")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(1))
                            .withDescription(
                                    "How long the agent waits before it restarts a TaskManager process that died unasked; doubled with each death in `spillway.taskmanager.death-window`."),
                    Allowed.between(Duration.ZERO, Duration.ofMinutes(5)));

    public static final Setting<Integer> MAX_DEATHS =
            new Setting<>(
                    key("spillway.taskmanager.max-deaths")
                            .intType()
                            .defaultValue(3)
                            .withDescription(
                                    "How many deaths of the TaskManager process within `spillway.taskmanager.death-window` make the agent report the instance as unhealthy and give up."),
                    Allowed.between(1, 100));

    public static final Setting<Duration> DEATH_WINDOW =
            new Setting<>(
                    key("spillway.taskmanager.death-window")
                            .durationType()
                            .defaultValue(Duration.ofMinutes(5))
                            .withDescription("See `spillway.taskmanager.max-deaths`."),
                    Allowed.between(Duration.ofSeconds(1), DAY));

    public static final Setting<Duration> REQUEST_TIMEOUT =
            new Setting<>(
                    key("spillway.jobmanager.request-timeout")
                            .durationType()
                            .defaultValue(Duration.ofSeconds(5))
                            .withDescription(
                                    "How long the agent and the commands wait for an answer of the JobManager's REST API before they take it for unreachable."),
                    Allowed.between(Duration.ofMillis(100), Duration.ofMinutes(5)));

    private AgentOptions() {}
}
