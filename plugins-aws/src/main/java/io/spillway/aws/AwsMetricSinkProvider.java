package io.spillway.aws;

import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.aws.metadata.Vendor;
import io.spillway.aws.metrics.CloudWatchSink;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricSinkProvider;
import io.spillway.spi.cloud.MetricTarget;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** The way to CloudWatch. */
public final class AwsMetricSinkProvider implements MetricSinkProvider {
    private static final Logger LOG = LoggerFactory.getLogger(AwsMetricSinkProvider.class);
    private static final Duration SHORT = Duration.ofSeconds(1);

    @Override
    public String name() {
        return AwsCloudProvider.NAME;
    }

    @Override
    public boolean isHere(Duration timeout) throws CloudException {
        return Located.find(MetadataEndpoint.standard(), Vendor.ofThisMachine(), timeout)
                .isPresent();
    }

    @Override
    public MetricSink open(MetricTarget target, Map<String, String> settings)
            throws CloudException {
        AwsSettings own = AwsSettings.of(settings);
        Region region = region();
        warnOfAnotherRegion(region);
        try {
            return new CloudWatchSink(target, region, own.namespace(), own.highResolution());
        } catch (SdkException e) {
            throw new CloudException(
                    "no client for CloudWatch in %s: %s".formatted(region, e.getMessage()), e);
        }
    }

    /** By the SDK's own rules: {@code AWS_REGION}, the profile, then the instance's. */
    private static Region region() throws CloudException {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new CloudException(
                    "no region for CloudWatch is known: set the environment variable AWS_REGION to the one of the TaskManagers' group",
                    e);
        }
    }

    private static void warnOfAnotherRegion(Region region) {
        try {
            Optional<String> own =
                    Located.find(MetadataEndpoint.standard(), Vendor.ofThisMachine(), SHORT)
                            .map(located -> located.document().region());
            if (own.isPresent() && !own.get().equals(region.id())) {
                LOG.warn(
                        "The scaling signal goes to CloudWatch in {}, but this machine is in {}: a policy sees the metrics of its own region alone (AWS_REGION)",
                        region,
                        own.get());
            }
        } catch (CloudException e) {
            LOG.debug("Where this machine is isn't known", e);
        }
    }
}
