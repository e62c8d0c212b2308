package io.spillway.aws.diagnosis;

import io.spillway.aws.lifecycle.Hooks;
import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.cloud.diagnosis.Look;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.DiagnosisSubject;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.regions.Region;

/** All checks of AWS. */
public final class AwsChecks {
    private static final String ON_MACHINE = "only on an instance";
    private static final String OF_TASKMANAGERS =
            "only on a TaskManager's machine, or from outside with --group";

    private AwsChecks() {}

    /**
     * Those for a subject; asks nothing yet.
     *
     * @param region by the SDK's own rules; throws the SDK's exception
     */
    public static List<Check> of(
            DiagnosisSubject subject,
            MetadataEndpoint endpoint,
            Supplier<Region> region,
            String launchHook,
            String terminateHook,
            String namespace) {
        // A JobManager's machine is in a group of its own, and may not ask about the other.
        boolean ofGroup = subject.roles().contains(Role.TASKMANAGER) || !subject.onMachine();
        Surroundings aws =
                new Surroundings(
                        endpoint,
                        subject.onMachine(),
                        region,
                        ofGroup ? subject.group() : Optional.empty());
        List<Check> checks = new ArrayList<>();
        checks.addAll(when(subject.onMachine(), new MetadataChecks(aws).all(), ON_MACHINE));
        checks.addAll(new PlaceChecks(aws, region, AwsChecks::s3, buckets(subject)).all());
        checks.addAll(
                when(
                        ofGroup,
                        new GroupChecks(aws, new Hooks(launchHook, terminateHook), subject.timing())
                                .all(),
                        OF_TASKMANAGERS));
        checks.addAll(new PermissionChecks(aws, subject, region, namespace).all());
        return checks;
    }

    private static List<Check> when(boolean sensible, List<Check> checks, String why) {
        return sensible
                ? checks
                : checks.stream().<Check>map(each -> Look.skipped(each.name(), why)).toList();
    }

    private static List<String> buckets(DiagnosisSubject subject) {
        return subject.storage().stream()
                .filter(uri -> String.valueOf(uri.getScheme()).matches("s3[ap]?"))
                .map(URI::getAuthority)
                .distinct()
                .sorted()
                .toList();
    }

    /** Where S3 is, by the SDKs' standard settings, without a slash at the end. */
    public static URI s3(String region) {
        return Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL_S3"))
                .or(() -> Optional.ofNullable(System.getProperty("aws.endpointUrlS3")))
                .map(url -> URI.create(url.replaceAll("/+$", "")))
                .orElseGet(
                        () ->
                                URI.create(
                                        "https://s3.%s.%s"
                                                .formatted(
                                                        region,
                                                        Region.of(region)
                                                                .metadata()
                                                                .partition()
                                                                .dnsSuffix())));
    }
}
