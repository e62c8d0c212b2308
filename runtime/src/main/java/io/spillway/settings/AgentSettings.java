package io.spillway.settings;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;

/**
 * What the agent does, and when. See {@link AgentOptions} for what each one means.
 *
 * @param cloud {@code auto}, {@code none}, or a cloud provider's name
 * @param memoryReserve what the TaskManager leaves of the machine's memory
 */
public record AgentSettings(
        String cloud,
        Duration cloudDetectionTimeout,
        Instance instance,
        Duration joinTimeout,
        Duration gracePeriod,
        Duration pollInterval,
        Duration drainMargin,
        Duration drainPatience,
        Duration heartbeatInterval,
        MemorySize memoryReserve,
        Restarts restarts,
        Duration requestTimeout) {

    /** What the user says of the machine; it wins over what the cloud says. */
    public record Instance(Optional<String> id, Optional<String> zone, Optional<String> type) {}

    /**
     * How a TaskManager process that died unasked is restarted.
     *
     * @param backoff wait before the first restart; doubled with each further death
     * @param maxDeaths that many deaths within {@code window} are too many
     */
    public record Restarts(Duration backoff, int maxDeaths, Duration window) {}

    /** Reads them; what is wrong is noted in {@code reader}. */
    public static AgentSettings read(SettingsReader reader) {
        AgentSettings settings =
                new AgentSettings(
                        reader.get(AgentOptions.CLOUD),
                        reader.get(AgentOptions.CLOUD_DETECTION_TIMEOUT),
                        new Instance(
                                reader.find(AgentOptions.INSTANCE_ID),
                                reader.find(AgentOptions.INSTANCE_ZONE),
                                reader.find(AgentOptions.INSTANCE_TYPE)),
                        reader.get(AgentOptions.JOIN_TIMEOUT),
                        reader.get(AgentOptions.GRACE_PERIOD),
                        reader.get(AgentOptions.POLL_INTERVAL),
                        reader.get(AgentOptions.DRAIN_MARGIN),
                        reader.get(AgentOptions.DRAIN_PATIENCE),
                        reader.get(AgentOptions.HEARTBEAT_INTERVAL),
                        reader.get(AgentOptions.MEMORY_RESERVE),
                        new Restarts(
                                reader.get(AgentOptions.RESTART_BACKOFF),
                                reader.get(AgentOptions.MAX_DEATHS),
                                reader.get(AgentOptions.DEATH_WINDOW)),
                        reader.get(AgentOptions.REQUEST_TIMEOUT));
        if (settings.drainMargin().compareTo(settings.gracePeriod()) >= 0) {
            reader.problem(
                    AgentOptions.DRAIN_MARGIN.key(),
                    "\"%s\" is not less than %s (\"%s\")"
                            .formatted(
                                    Allowed.format(settings.drainMargin()),
                                    AgentOptions.GRACE_PERIOD.key(),
                                    Allowed.format(settings.gracePeriod())));
        }
        return settings;
    }
}
