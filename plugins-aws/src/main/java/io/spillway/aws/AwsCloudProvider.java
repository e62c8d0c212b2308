package io.spillway.aws;

import io.spillway.aws.metadata.IdentityDocument;
import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.aws.metadata.Vendor;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.CloudProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The way into AWS, by the instance's metadata service. */
public final class AwsCloudProvider implements CloudProvider {

    /** The name of this cloud. */
    public static final String NAME = "aws";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<CloudInstance> detect(Map<String, String> settings, Duration timeout)
            throws CloudException {
        return detect(
                AwsSettings.of(settings),
                timeout,
                MetadataEndpoint.standard(),
                Vendor.ofThisMachine());
    }

    static Optional<CloudInstance> detect(
            AwsSettings settings, Duration timeout, MetadataEndpoint endpoint, Vendor vendor)
            throws CloudException {
        long until = System.nanoTime() + timeout.toNanos();
        Optional<Located> located = Located.find(endpoint, vendor, timeout);
        if (located.isEmpty()) {
            return Optional.empty();
        }
        InstanceMetadata metadata = located.get().metadata();
        IdentityDocument document = located.get().document();
        boolean spot =
                metadata.get("instance-life-cycle", left(until))
                        .filter(text -> text.strip().equals("spot"))
                        .isPresent();
        // There only where the launch template shows tags in metadata.
        Optional<String> group =
                metadata.get("tags/instance/aws:autoscaling:groupName", left(until))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty());
        return Optional.of(
                new AwsInstance(metadata, document, spot, group, settings, Clock.systemUTC()));
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime()));
    }
}
