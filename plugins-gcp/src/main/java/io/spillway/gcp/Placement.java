package io.spillway.gcp;

import io.spillway.spi.cloud.CloudException;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the fleet's resources are.
 *
 * @param project its id
 * @param location a region, or a zone
 */
record Placement(String project, String location) {
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** Whether the location is a region; a zone's name has a letter more. */
    boolean isRegion() {
        return !location.matches(".+-[a-z]");
    }

    /**
     * As the settings say, and for what they don't say as this machine is placed: its project, and
     * its region.
     *
     * @throws CloudException when nobody says; the message names the keys
     */
    static Placement of(GcpSettings settings) throws CloudException {
        if (settings.project().isPresent() && settings.location().isPresent()) {
            return new Placement(settings.project().get(), settings.location().get());
        }
        Optional<Located> here = Located.find(SHORT);
        if (here.isEmpty()) {
            throw new CloudException(
                    "this machine isn't a Compute Engine VM: set spillway.gcp.project and spillway.gcp.location (the region or zone of the TaskManagers' group)");
        }
        return new Placement(
                settings.project().orElse(here.get().identity().project()),
                settings.location().orElse(here.get().identity().region()));
    }
}
