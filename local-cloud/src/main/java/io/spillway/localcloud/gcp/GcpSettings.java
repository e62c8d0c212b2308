package io.spillway.localcloud.gcp;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a local Google Cloud is like.
 *
 * @param project the only project's id
 * @param projectNumber its number
 * @param region the only region
 * @param zones its zones
 * @param directory where each VM gets a folder of its own, named by its id
 * @param environment of all VMs, beside what they need to find the cloud
 * @param speed how much faster than the clock the periods of autoscalers pass; 1 or more. Notices
 *     and machines take their real time
 */
public record GcpSettings(
        String project,
        long projectNumber,
        String region,
        List<String> zones,
        Path directory,
        Map<String, String> environment,
        double speed) {

    public GcpSettings {
        zones = List.copyOf(zones);
        environment = Map.copyOf(environment);
        directory = directory.toAbsolutePath();
        if (zones.isEmpty()) {
            throw new IllegalArgumentException("region " + region + " has no zones");
        }
        if (!(speed >= 1) || Double.isInfinite(speed)) {
            throw new IllegalArgumentException("speed " + speed + ": must be 1 or more");
        }
    }

    /** Belgium, in real time. */
    public static GcpSettings in(Path directory) {
        return new GcpSettings(
                "local-project",
                123_456_789_012L,
                "europe-west1",
                List.of("europe-west1-b", "europe-west1-c", "europe-west1-d"),
                directory,
                Map.of(),
                1);
    }

    /** The same with that in the VMs' environment. */
    public GcpSettings withEnvironment(Map<String, String> other) {
        return new GcpSettings(project, projectNumber, region, zones, directory, other, speed);
    }

    /** The same, faster. */
    public GcpSettings withSpeed(double other) {
        return new GcpSettings(
                project, projectNumber, region, zones, directory, environment, other);
    }
}
