package io.spillway.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * Who takes machines away, and when. See {@link ScaleInOptions} for what each one means.
 *
 * @param cloud {@code auto} or the name of the cloud's plugin; {@code none} where {@code mode} can
 *     only mean the group's own policy
 * @param group there when {@code mode} is {@code JOBMANAGER}
 * @param joinPatience how long a machine may take from its start until its TaskManager is there
 * @param detectionTimeout how long {@code auto} may take to find out
 * @param clouds what the clouds' plugins get to see
 */
public record ScaleInSettings(
        ScaleInOptions.Mode mode,
        String cloud,
        Optional<String> group,
        Duration stabilizationWindow,
        double tolerance,
        int maxMachines,
        Duration drainTimeout,
        Duration removalTimeout,
        Duration joinPatience,
        Duration publishInterval,
        Duration detectionTimeout,
        CloudSettings clouds) {

    /** Reads them; what is wrong is noted in {@code reader}. */
    public static ScaleInSettings read(SettingsReader reader) {
        Optional<String> group =
                reader.find(ScaleInOptions.GROUP).or(() -> reader.find(MetricSinkOptions.GROUP));
        ScaleInSettings settings =
                new ScaleInSettings(
                        reader.get(ScaleInOptions.MODE),
                        reader.get(AgentOptions.CLOUD),
                        group,
                        reader.get(ScaleInOptions.STABILIZATION_WINDOW),
                        reader.get(ScaleInOptions.TOLERANCE),
                        reader.get(ScaleInOptions.MAX_MACHINES),
                        reader.get(ScaleInOptions.DRAIN_TIMEOUT),
                        reader.get(ScaleInOptions.REMOVAL_TIMEOUT),
                        reader.get(AgentOptions.JOIN_TIMEOUT),
                        reader.get(ScalingOptions.PUBLISH_INTERVAL),
                        reader.get(AgentOptions.CLOUD_DETECTION_TIMEOUT),
                        CloudSettings.read(reader));
        if (settings.mode == ScaleInOptions.Mode.JOBMANAGER) {
            if (group.isEmpty()) {
                reader.problem(
                        ScaleInOptions.GROUP.key(),
                        "not set, but %s is \"jobmanager\"; set it to the name of the TaskManagers' group"
                                .formatted(ScaleInOptions.MODE.key()));
            }
            if (settings.cloud.equals(MetricSinkSettings.NONE)) {
                reader.problem(
                        ScaleInOptions.MODE.key(),
                        "\"jobmanager\", but %s is \"none\", so there is no group to make smaller; set that to the name of the cloud"
                                .formatted(AgentOptions.CLOUD.key()));
            }
        }
        Duration window = reader.get(ScalingOptions.WINDOW);
        if (settings.stabilizationWindow.compareTo(window) < 0) {
            reader.problem(
                    ScaleInOptions.STABILIZATION_WINDOW.key(),
                    "\"%s\" is less than %s (\"%s\"): set it to that or more"
                            .formatted(
                                    Allowed.format(settings.stabilizationWindow),
                                    ScalingOptions.WINDOW.key(),
                                    Allowed.format(window)));
        }
        return settings;
    }
}
