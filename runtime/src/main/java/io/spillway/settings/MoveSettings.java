package io.spillway.settings;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.JobManagerOptions;

/**
 * When a job moves to other machines. See {@link MoveOptions} for what each one means.
 *
 * @param joinCooldown how long after a rescale no new TaskManager is taken in
 */
public record MoveSettings(
        Duration drainWindow,
        Duration shutdownWindow,
        Duration joinWindow,
        Duration startWindow,
        Duration joinCooldown,
        Duration margin,
        Duration checkpointRetryDelay,
        int maxCheckpointFailures,
        boolean exact,
        Duration exactTimeout) {

    /** Flink's own keys for the same two timers; the user who sets them means them. */
    private static final ConfigOption<Duration> STABILIZATION =
            JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT;

    private static final ConfigOption<Duration> COOLDOWN =
            JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING;

    /** Reads them; what is wrong is noted in {@code reader}. */
    public static MoveSettings read(SettingsReader reader) {
        return new MoveSettings(
                reader.get(MoveOptions.DRAIN_COALESCE_WINDOW),
                reader.get(MoveOptions.SHUTDOWN_COALESCE_WINDOW),
                reader.find(MoveOptions.JOIN_COALESCE_WINDOW)
                        .or(() -> reader.find(STABILIZATION))
                        .orElseGet(() -> reader.get(MoveOptions.JOIN_COALESCE_WINDOW)),
                reader.get(MoveOptions.START_COALESCE_WINDOW),
                reader.find(COOLDOWN).orElse(Duration.ZERO),
                reader.get(MoveOptions.DRAIN_MOVE_MARGIN),
                reader.get(MoveOptions.CHECKPOINT_RETRY_DELAY),
                reader.get(MoveOptions.MAX_CHECKPOINT_FAILURES),
                reader.get(MoveOptions.EXACT),
                reader.get(MoveOptions.EXACT_TIMEOUT));
    }
}
