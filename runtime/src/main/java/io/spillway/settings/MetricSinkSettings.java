package io.spillway.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * Where the JobManager writes the scaling signal to. See {@link MetricSinkOptions} for what each
 * one means.
 *
 * @param cloud {@code auto}, {@code none}, or the name of the cloud's plugin
 * @param group there unless {@code cloud} is {@code none}
 * @param detectionTimeout how long {@code auto} may take to find out
 * @param clouds what the clouds' plugins get to see
 */
public record MetricSinkSettings(
        String cloud,
        Optional<String> group,
        Optional<String> job,
        Duration detectionTimeout,
        CloudSettings clouds) {

    /** The value for whatever cloud the machine belongs to. */
    public static final String AUTO = "auto";

    /** The value for no cloud. */
    public static final String NONE = "none";

    /** Reads them; what is wrong is noted in {@code reader}. */
    public static MetricSinkSettings read(SettingsReader reader) {
        String type = reader.get(MetricSinkOptions.TYPE);
        Optional<String> group = reader.find(MetricSinkOptions.GROUP);
        String cloud = type;
        if (type.equals(AUTO)) {
            // Which says auto, too, unless the user knows better.
            cloud = group.isPresent() ? reader.get(AgentOptions.CLOUD) : NONE;
        } else if (!type.equals(NONE) && group.isEmpty()) {
            reader.problem(
                    MetricSinkOptions.GROUP.key(),
                    "not set, but %s is \"%s\"; set it to the name of the TaskManagers' group"
                            .formatted(MetricSinkOptions.TYPE.key(), type));
        }
        return new MetricSinkSettings(
                cloud,
                group,
                reader.find(MetricSinkOptions.JOB),
                reader.get(AgentOptions.CLOUD_DETECTION_TIMEOUT),
                CloudSettings.read(reader));
    }
}
