package io.spillway.gcp;

import io.spillway.cloud.machine.Firmware;
import io.spillway.cloud.machine.MetadataException;
import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.gcp.metadata.MetadataEndpoint;
import io.spillway.gcp.metadata.VmIdentity;
import io.spillway.spi.cloud.CloudException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A VM that has been found out to be one. */
record Located(InstanceMetadata metadata, VmIdentity identity) {
    private static final Logger LOG = LoggerFactory.getLogger(Located.class);

    /** Who makes Compute Engine's VMs, as their firmware says. */
    private static final String VENDOR = "Google";

    /** As this process' surroundings say. */
    static Optional<Located> find(Duration timeout) throws CloudException {
        return find(MetadataEndpoint.standard(), Firmware.vendor(), timeout);
    }

    /**
     * The VM that this process runs on, or empty when it runs on none.
     *
     * @param vendor whose machine it is, by its firmware
     * @throws CloudException when it certainly runs on one, whose metadata server doesn't say what
     *     it should
     */
    static Optional<Located> find(
            MetadataEndpoint endpoint, Optional<String> vendor, Duration timeout)
            throws CloudException {
        boolean certain = endpoint.chosen() || vendor.filter(VENDOR::equals).isPresent();
        if (!certain && vendor.isPresent()) {
            return Optional.empty();
        }
        InstanceMetadata metadata = new InstanceMetadata(endpoint);
        try {
            return Optional.of(
                    new Located(metadata, VmIdentity.read(metadata, timeout, System::nanoTime)));
        } catch (MetadataException e) {
            if (endpoint.chosen() || (certain && e.refused())) {
                throw e;
            }
            if (certain) {
                LOG.warn("This is a Compute Engine VM, but {}", e.getMessage());
            } else {
                LOG.info("Not taken for a Compute Engine VM: {}", e.getMessage());
            }
            return Optional.empty();
        }
    }
}
