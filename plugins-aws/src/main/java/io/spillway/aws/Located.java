package io.spillway.aws;

import io.spillway.aws.metadata.IdentityDocument;
import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.aws.metadata.Vendor;
import io.spillway.cloud.machine.MetadataException;
import io.spillway.spi.cloud.CloudException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An instance that has been found out to be one. */
record Located(InstanceMetadata metadata, IdentityDocument document) {
    private static final Logger LOG = LoggerFactory.getLogger(Located.class);

    /**
     * The instance that this process runs on, or empty when it runs on none.
     *
     * @throws CloudException when it certainly runs on one, whose metadata service is disabled or
     *     isn't what it should be
     */
    static Optional<Located> find(MetadataEndpoint endpoint, Vendor vendor, Duration timeout)
            throws CloudException {
        boolean certain = endpoint.chosen() || vendor == Vendor.EC2;
        if (!certain && vendor == Vendor.OTHER) {
            return Optional.empty();
        }
        if (endpoint.disabled()) {
            LOG.info("AWS_EC2_METADATA_DISABLED is set: the metadata service isn't asked");
            return Optional.empty();
        }
        InstanceMetadata metadata = new InstanceMetadata(endpoint, System::nanoTime);
        try {
            return Optional.of(new Located(metadata, metadata.identity(timeout)));
        } catch (MetadataException e) {
            if (endpoint.chosen() || (certain && e.refused())) {
                throw e;
            }
            if (certain) {
                LOG.warn("This is an EC2 instance, but {}", e.getMessage());
            } else {
                LOG.info("Not taken for an EC2 instance: {}", e.getMessage());
            }
            return Optional.empty();
        }
    }
}
