package io.spillway.gcp;

import io.spillway.cloud.machine.Firmware;
import io.spillway.gcp.metadata.MetadataEndpoint;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.CloudProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The way into Google Cloud, by the VM's metadata server. */
public final class GcpCloudProvider implements CloudProvider {

    /** The name of this cloud. */
    public static final String NAME = "gcp";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<CloudInstance> detect(Map<String, String> settings, Duration timeout)
            throws CloudException {
        return detect(
                GcpSettings.of(settings), timeout, MetadataEndpoint.standard(), Firmware.vendor());
    }

    static Optional<CloudInstance> detect(
            GcpSettings settings,
            Duration timeout,
            MetadataEndpoint endpoint,
            Optional<String> vendor)
            throws CloudException {
        return Located.find(endpoint, vendor, timeout)
                .map(
                        located ->
                                new GcpInstance(
                                        located.metadata(),
                                        located.identity(),
                                        settings,
                                        Clock.systemUTC()));
    }
}
