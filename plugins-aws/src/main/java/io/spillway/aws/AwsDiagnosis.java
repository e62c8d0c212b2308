package io.spillway.aws;

import io.spillway.aws.diagnosis.AwsChecks;
import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.aws.metadata.Vendor;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.CloudDiagnosis;
import io.spillway.spi.diagnosis.DiagnosisSubject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** What may be wrong on AWS. */
public final class AwsDiagnosis implements CloudDiagnosis {

    /** A Spot interruption's (EC2 user guide). */
    private static final Duration SPOT = Duration.ofMinutes(2);

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
    public List<Check> checks(DiagnosisSubject subject) {
        AwsSettings settings = AwsSettings.of(subject.settings());
        return AwsChecks.of(
                subject,
                MetadataEndpoint.standard(),
                AwsDiagnosis::region,
                settings.launchHook(),
                settings.terminateHook(),
                settings.namespace());
    }

    /** By the SDK's own rules: {@code AWS_REGION}, the profile, then the instance's. */
    private static Region region() {
        return DefaultAwsRegionProviderChain.builder().build().getRegion();
    }

    @Override
    public Optional<Duration> shortestNotice() {
        return Optional.of(SPOT);
    }

    @Override
    public List<URI> clocks(Map<String, String> settings) {
        try {
            return List.of(AwsChecks.s3(region().id()));
        } catch (SdkClientException e) {
            return List.of();
        }
    }
}
