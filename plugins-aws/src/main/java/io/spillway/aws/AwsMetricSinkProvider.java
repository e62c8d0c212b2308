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
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/** The way to CloudWatch. */
public final class AwsMetricSinkProvider implements MetricSinkProvider {
    private static final Logger LOG = LoggerFactory.getLogger(AwsMetricSinkProvider.class);
    private static final Duration SHORT = Duration.ofSeconds(1);

    /** Without the metadata service, which is asked once, and not as long as the SDK would. */
    private static final AwsRegionProviderChain CHOSEN =
            new AwsRegionProviderChain(
                    new SystemSettingsRegionProvider(), new AwsProfileRegionProvider());

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
        try {
            return new CloudWatchSink(target, region, own.namespace(), own.highResolution());
        } catch (SdkException e) {
            throw new CloudException(
                    "no client for CloudWatch in %s: %s".formatted(region, e.getMessage()), e);
        }
    }

    /** As the SDK chooses it: {@code AWS_REGION}, the profile's, then the instance's. */
    private static Region region() throws CloudException {
        Optional<Region> here = here();
        Region chosen;
        try {
            chosen = CHOSEN.getRegion();
        } catch (SdkClientException e) {
            return here.orElseThrow(
                    () ->
                            new CloudException(
                                    "no region for CloudWatch is known: set the environment variable AWS_REGION to the one of the TaskManagers' group",
                                    e));
        }
        if (here.isPresent() && !here.get().equals(chosen)) {
            LOG.warn(
                    "The scaling signal goes to CloudWatch in {} (AWS_REGION), but this machine is in {}: a policy sees the metrics of its own region alone",
                    chosen,
                    here.get());
        }
        return chosen;
    }

    /** The instance's; empty where there is none, or it can't be asked. */
    private static Optional<Region> here() {
        try {
            return Located.find(MetadataEndpoint.standard(), Vendor.ofThisMachine(), SHORT)
                    .map(located -> Region.of(located.document().region()));
        } catch (CloudException e) {
            LOG.debug("Where this machine is isn't known", e);
            return Optional.empty();
        }
    }
}
