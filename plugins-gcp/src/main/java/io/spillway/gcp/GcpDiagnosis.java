package io.spillway.gcp;

import io.spillway.gcp.diagnosis.GcpChecks;
import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.gcp.metadata.MetadataEndpoint;
import io.spillway.gcp.notices.Preemption;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.CloudDiagnosis;
import io.spillway.spi.diagnosis.DiagnosisSubject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may be wrong on Google Cloud. */
public final class GcpDiagnosis implements CloudDiagnosis {
    private static final URI CLOCK = URI.create("https://storage.googleapis.com");

    @Override
    public String name() {
        return GcpCloudProvider.NAME;
    }

    @Override
    public boolean isHere(Duration timeout) throws CloudException {
        return Located.find(timeout).isPresent();
    }

    @Override
    public List<Check> checks(DiagnosisSubject subject) {
        Map<String, String> settings = subject.settings();
        return GcpChecks.of(
                subject,
                new InstanceMetadata(MetadataEndpoint.standard()),
                () -> new GcpInstanceGroupProvider().open(subject.group().orElseThrow(), settings),
                () ->
                        new GcpMetricSinkProvider()
                                .open(
                                        new MetricTarget(subject.group().orElseThrow(), "doctor"),
                                        settings));
    }

    @Override
    public Optional<Duration> shortestNotice() {
        return Optional.of(Preemption.SHUTDOWN);
    }

    @Override
    public List<URI> clocks(Map<String, String> settings) {
        return List.of(CLOCK);
    }
}
