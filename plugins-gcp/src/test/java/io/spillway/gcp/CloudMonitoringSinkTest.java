package io.spillway.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.MetricDescriptor.MetricKind;
import com.google.auth.Credentials;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.TimeSeries;
import io.spillway.gcp.metrics.CloudMonitoringSink;
import io.spillway.gcp.testing.LocalProject;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.gcp.monitoring.SeriesId;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.cloud.ScalingMetric;
import io.spillway.spi.cloud.ScalingMetric.Unit;
import io.spillway.testing.MetricSinkContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Google's client, over gRPC, with the local cloud's Cloud Monitoring. */
class CloudMonitoringSinkTest extends MetricSinkContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final MetricTarget TARGET = new MetricTarget("workers", "orders");
    private static final String SLOTS = "custom.googleapis.com/spillway/required_slots";
    private static final List<ScalingMetric> METRICS =
            List.of(
                    new ScalingMetric("RequiredSlots", 8, Unit.COUNT),
                    new ScalingMetric("Utilization", 72.5, Unit.PERCENT),
                    new ScalingMetric("BacklogSeconds", 2.5, Unit.SECONDS),
                    new ScalingMetric("RescaleDowntimeMs", 300, Unit.MILLISECONDS));

    @TempDir Path directory;

    private LocalProject project;

    @BeforeEach
    void start() throws Exception {
        project = new LocalProject(directory);
        project.gcp.monitoring().setShortestPeriod(Duration.ZERO);
    }

    @AfterEach
    void stop() {
        project.close();
    }

    private MetricSink open(Duration shortest, String... settings) throws CloudException {
        GcpSettings own = GcpSettings.of(project.settings(settings));
        return GcpMetricSinkProvider.open(
                TARGET, own, Placement.of(own), project.credentials(), shortest);
    }

    @Override
    protected MetricSink sink() throws CloudException {
        return open(Duration.ZERO);
    }

    @Override
    protected Optional<MetricSink> refusedSink() throws CloudException {
        project.gcp.accounts().allowOnly(LocalProject.ACCOUNT);
        return Optional.of(sink());
    }

    @Override
    protected Optional<Map<String, Double>> written() {
        Map<String, Double> last = new HashMap<>();
        for (CreateTimeSeriesRequest each : project.gcp.monitoring().requests()) {
            for (TimeSeries series : each.getTimeSeriesList()) {
                last.put(
                        pascalCase(series.getMetric().getType()),
                        series.getPoints(0).getValue().getDoubleValue());
            }
        }
        return Optional.of(last);
    }

    private static String pascalCase(String type) {
        StringBuilder name = new StringBuilder();
        for (String each : type.substring(type.lastIndexOf('/') + 1).split("_", -1)) {
            name.append(Character.toUpperCase(each.charAt(0))).append(each.substring(1));
        }
        return name.toString();
    }

    @Test
    void allValuesAreOneRequestOfGaugesOfTheGroup() throws Exception {
        try (MetricSink sink = sink()) {
            sink.publish(METRICS, TIMEOUT);
        }
        CreateTimeSeriesRequest request =
                project.gcp.monitoring().requests().stream().reduce((a, b) -> b).orElseThrow();
        assertThat(request.getName()).isEqualTo("projects/local-project");
        assertThat(request.getTimeSeriesList())
                .hasSize(4)
                .allMatch(each -> each.getMetricKind() == MetricKind.GAUGE)
                .extracting(TimeSeries::getUnit)
                .containsExactly("1", "%", "s", "ms");
        assertThat(project.gcp.metrics().ids())
                .contains(
                        new SeriesId(
                                SLOTS,
                                Map.of(),
                                "generic_task",
                                Map.of(
                                        "project_id", "local-project",
                                        "location", "europe-west1",
                                        "namespace", "workers",
                                        "job", "orders",
                                        "task_id", "spillway")));
    }

    @Test
    void anAutoscalerSelectsTheGroupsSeries() throws Exception {
        ManagedInstanceGroup group =
                project.gcp.createGroup(
                        GroupSpec.zonal("workers", "europe-west1-b", 1, LocalProject.TEMPLATE));
        project.gcp.autoscale(
                group,
                AutoscalingPolicy.work(
                        1,
                        10,
                        SLOTS,
                        "resource.type = \"generic_task\" AND resource.labels.namespace = \"workers\" AND resource.labels.job = \"orders\"",
                        2),
                600);
        try (MetricSink sink = sink()) {
            Awaitility.await()
                    .until(
                            () -> {
                                sink.publish(METRICS, TIMEOUT);
                                return group.targetSize() == 4;
                            });
        }
    }

    @Test
    void whatComesTooSoonIsNotWritten() throws Exception {
        project.gcp.monitoring().setShortestPeriod(Duration.ofSeconds(5));
        try (MetricSink sink = open(CloudMonitoringSink.SHORTEST)) {
            sink.publish(METRICS, TIMEOUT);
            sink.publish(METRICS, TIMEOUT);
        }
        assertThat(project.gcp.monitoring().requests()).hasSize(1);
    }

    @Test
    void aMissingPermissionIsNamedWithTheRoleThatGivesIt() throws Exception {
        project.gcp.accounts().allowOnly(LocalProject.ACCOUNT);
        try (MetricSink sink = sink()) {
            assertThatThrownBy(() -> sink.publish(METRICS, TIMEOUT))
                    .isInstanceOf(CloudException.class)
                    .hasMessageStartingWith(
                            "monitoring.projects.timeSeries.create on project local-project: answered PERMISSION_DENIED: Permission monitoring.timeSeries.create denied")
                    .hasMessageContaining("the permission monitoring.timeSeries.create")
                    .hasMessageContaining(
                            "gcloud projects add-iam-policy-binding local-project --member=serviceAccount:EMAIL --role=roles/monitoring.metricWriter");
        }
    }

    @Test
    void anotherProjectIsDenied() throws Exception {
        try (MetricSink sink = open(Duration.ZERO, "project", "somebody-elses")) {
            assertThatThrownBy(() -> sink.publish(METRICS, TIMEOUT))
                    .hasMessageContaining("on project somebody-elses");
        }
    }

    @Test
    void nobodysTokenIsNotAccepted() throws Exception {
        GcpSettings own = GcpSettings.of(project.settings());
        try (LocalProject other = new LocalProject(directory.resolve("other"));
                MetricSink sink =
                        GcpMetricSinkProvider.open(
                                TARGET,
                                own,
                                Placement.of(own),
                                // Tokens of the two are alike, but for the second one's number.
                                second(other),
                                Duration.ZERO)) {
            assertThatThrownBy(() -> sink.publish(METRICS, TIMEOUT))
                    .hasMessageContaining("the credentials aren't accepted");
        }
    }

    private static Credentials second(LocalProject other) {
        Credentials unused = other.credentials();
        return other.credentials();
    }

    @Test
    void oneFailureIsTriedAgain() throws Exception {
        project.gcp.monitoring().fail("UNAVAILABLE", "try again", 1);
        try (MetricSink sink = sink()) {
            sink.publish(METRICS, TIMEOUT);
        }
        assertThat(project.gcp.monitoring().requests()).hasSize(2);
        project.gcp.monitoring().fail("UNAVAILABLE", "try again", 9);
        try (MetricSink sink = sink()) {
            assertThatThrownBy(() -> sink.publish(METRICS, TIMEOUT))
                    .isInstanceOf(CloudException.class)
                    .hasMessageContaining("not answered");
        }
    }

    @Test
    void noAnswerIsNotWaitedFor() throws Exception {
        project.gcp.monitoring().silence(9);
        try (MetricSink sink = sink()) {
            assertThatThrownBy(() -> sink.publish(METRICS, Duration.ofMillis(500)))
                    .isInstanceOf(CloudException.class)
                    .hasMessageContaining("no answer in time");
        }
    }

    @Test
    void aTokenGoesNowhereInTheClear() {
        assertThatThrownBy(
                        () ->
                                GcpMetricSinkProvider.open(
                                        TARGET,
                                        GcpSettings.of(
                                                project.settings(
                                                        "monitoring.endpoint",
                                                        "http://example.com")),
                                        new Placement("local-project", "europe-west1"),
                                        project.credentials(),
                                        Duration.ZERO))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining(
                        "spillway.gcp.monitoring.endpoint: 'http://example.com' isn't https://");
    }
}
