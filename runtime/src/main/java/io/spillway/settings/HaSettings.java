package io.spillway.settings;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;

/**
 * High availability on an object store, as {@code config.yaml} asks for it by {@code
 * high-availability.type: object-store}.
 *
 * @param storage the folder for all clusters, {@code high-availability.storageDir}: unless it is
 *     set, {@code ha} beside the checkpoints
 * @param lease see {@link HaOptions#LEASE}
 */
public record HaSettings(URI storage, Duration lease) {

    /** The value of {@code high-availability.type}. */
    public static final String TYPE = "object-store";

    /** What Flink is told in its place. */
    public static final String FACTORY = "io.spillway.ha.ObjectStoreHaServicesFactory";

    /**
     * Reads them; empty when the configuration doesn't ask for it. What is wrong is noted in {@code
     * reader}.
     */
    public static Optional<HaSettings> read(SettingsReader reader) {
        Duration lease = reader.get(HaOptions.LEASE);
        if (!isObjectStore(reader.get(HighAvailabilityOptions.HA_MODE))) {
            return Optional.empty();
        }
        Optional<String> storage =
                reader.find(HighAvailabilityOptions.HA_STORAGE_PATH)
                        .or(
                                () ->
                                        reader.find(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                                                .map(HaSettings::besideCheckpoints));
        if (storage.isEmpty()) {
            reader.problem(
                    HighAvailabilityOptions.HA_STORAGE_PATH.key(),
                    "not set, nor is %s; say where the cluster's state is, such as s3://bucket/ha"
                            .formatted(CheckpointingOptions.CHECKPOINTS_DIRECTORY.key()));
            return Optional.empty();
        }
        return parse(reader, storage.get()).map(uri -> new HaSettings(uri, lease));
    }

    private static boolean isObjectStore(String type) {
        return type.equalsIgnoreCase(TYPE) || type.equals(FACTORY);
    }

    /** Checkpoints may have a placeholder for entropy in their path; nothing else may. */
    private static String besideCheckpoints(String checkpoints) {
        return checkpoints.replaceAll("/*$", "").replaceAll("/_[^/]*_(?=/|$)", "") + "/ha";
    }

    private static Optional<URI> parse(SettingsReader reader, String text) {
        String problem =
                "\"%s\" is no address such as s3://bucket/ha or file:///var/lib/spillway/ha";
        try {
            URI uri = URI.create(text.replaceAll("/*$", ""));
            if (uri.getScheme() != null && uri.getPath() != null && !uri.getPath().isEmpty()) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        reader.problem(HighAvailabilityOptions.HA_STORAGE_PATH.key(), problem.formatted(text));
        return Optional.empty();
    }

    /**
     * The keys that make Flink do it, beyond those that the user has set.
     *
     * @param user what the user has set
     */
    public Map<String, String> keys(Configuration user) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(HighAvailabilityOptions.HA_MODE.key(), FACTORY);
        if (!user.contains(HighAvailabilityOptions.HA_STORAGE_PATH)) {
            keys.put(HighAvailabilityOptions.HA_STORAGE_PATH.key(), storage.toString());
        }
        if (!user.contains(HighAvailabilityOptions.HA_JOB_MANAGER_PORT_RANGE)) {
            // Flink would take any: firewalls are open for the one that is configured.
            keys.put(
                    HighAvailabilityOptions.HA_JOB_MANAGER_PORT_RANGE.key(),
                    String.valueOf(user.get(JobManagerOptions.PORT)));
        }
        return keys;
    }
}
