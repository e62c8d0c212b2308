package io.spillway.aws.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.aws.AwsMetricSinkProvider;
import io.spillway.aws.testing.GroupOfOne;
import io.spillway.localcloud.aws.api.ApiCall;
import io.spillway.localcloud.aws.cloudwatch.MetricId;
import io.spillway.localcloud.objectstore.Fault;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudWatchSinkTest extends MetricSinkContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final MetricTarget TARGET = new MetricTarget("workers", "orders");
    private static final List<ScalingMetric> METRICS =
            List.of(
                    new ScalingMetric("RequiredCapacityPercent", 120, Unit.PERCENT),
                    new ScalingMetric("RequiredTaskManagers", 4, Unit.COUNT),
                    new ScalingMetric("BacklogSeconds", 2.5, Unit.SECONDS),
                    new ScalingMetric("RescaleDowntimeMs", 300, Unit.MILLISECONDS));

    @TempDir Path directory;

    private GroupOfOne cloud;

    @BeforeEach
    void start() throws Exception {
        cloud = GroupOfOne.start(directory);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private MetricSink open(MetricTarget target, boolean highResolution) throws CloudException {
        return new AwsMetricSinkProvider()
                .open(
                        target,
                        Map.of(
                                "drain-on-rebalance", "never",
                                "cloudwatch.namespace", "Spillway",
                                "cloudwatch.high-resolution", String.valueOf(highResolution)));
    }

    @Override
    protected MetricSink sink() throws CloudException {
        return open(TARGET, false);
    }

    @Override
    protected Optional<MetricSink> refusedSink() throws CloudException {
        cloud.aws.principals().allowOnly(GroupOfOne.ROLE);
        return Optional.of(sink());
    }

    @Override
    protected Optional<Map<String, Double>> written() {
        Map<String, Double> last = new HashMap<>();
        for (ApiCall call : cloud.aws.cloudWatch().calls()) {
            for (Map<?, ?> datum : data(call)) {
                last.put(
                        String.valueOf(datum.get("MetricName")),
                        Double.valueOf(String.valueOf(datum.get("Value"))));
            }
        }
        return Optional.of(last);
    }

    @Test
    void allValuesAreOneRequestWithTwoDimensions() throws Exception {
        try (MetricSink sink = sink()) {
            sink.publish(METRICS, TIMEOUT);
        }
        assertThat(cloud.aws.cloudWatch().counts()).isEqualTo(Map.of("PutMetricData", 1));
        assertThat(cloud.aws.metrics().metrics())
                .hasSize(4)
                .contains(
                        new MetricId(
                                "Spillway",
                                "RequiredCapacityPercent",
                                Map.of("Group", "workers", "Job", "orders")));
        assertThat(data(cloud.aws.cloudWatch().calls().get(0)))
                .extracting(datum -> String.valueOf(datum.get("Unit")))
                .containsExactly("Percent", "Count", "Seconds", "Milliseconds");
    }

    @Test
    void theResolutionIsAsAskedFor() throws Exception {
        assertThat(resolutionOf(false)).isEqualTo("60");
        assertThat(resolutionOf(true)).isEqualTo("1");
    }

    @Test
    void anyJobNameIsADimension() throws Exception {
        try (MetricSink sink = open(new MetricTarget("workers", ":Bestellungen für Köln"), false)) {
            sink.publish(METRICS, TIMEOUT);
        }
        assertThat(cloud.aws.metrics().metrics())
                .extracting(metric -> metric.dimensions().get("Job"))
                .containsOnly("?Bestellungen f?r K?ln");
    }

    @Test
    void aMissingPermissionIsNamedWithTheStatementThatGivesIt() throws Exception {
        cloud.aws.principals().allowOnly(GroupOfOne.ROLE);
        try (MetricSink sink = sink()) {
            assertThatThrownBy(() -> sink.publish(METRICS, TIMEOUT))
                    .isInstanceOf(CloudException.class)
                    .hasMessageStartingWith(
                            "cloudwatch:PutMetricData on namespace Spillway in eu-central-1: answered 403")
                    .hasMessageEndingWith(
                            "{\"Effect\":\"Allow\",\"Action\":\"cloudwatch:PutMetricData\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"cloudwatch:namespace\":\"Spillway\"}}}");
        }
    }

    @Test
    void oneFailureIsTriedAgain() throws Exception {
        cloud.aws.cloudWatch().fail("PutMetricData", new Fault.Answer(400, "Throttling"), 1);
        try (MetricSink sink = sink()) {
            sink.publish(METRICS, TIMEOUT);
        }
        assertThat(cloud.aws.cloudWatch().counts()).containsEntry("PutMetricData", 2);
        cloud.aws.cloudWatch().fail("PutMetricData", new Fault.Answer(400, "Throttling"), 9);
        try (MetricSink sink = sink()) {
            assertThatThrownBy(() -> sink.publish(METRICS, TIMEOUT))
                    .hasMessageContaining("Rate exceeded");
        }
    }

    @Test
    void noAnswerIsNotWaitedFor() throws Exception {
        cloud.aws.cloudWatch().fail("PutMetricData", new Fault.Silence(), 9);
        try (MetricSink sink = sink()) {
            assertThatThrownBy(() -> sink.publish(METRICS, Duration.ofMillis(500)))
                    .isInstanceOf(CloudException.class)
                    .hasMessageContaining("no answer in time");
        }
    }

    @Test
    void anotherRegionThanTheServicesIsRefused() throws Exception {
        System.setProperty("aws.region", "mars-north-1");
        try (MetricSink sink = sink()) {
            assertThatThrownBy(() -> sink.publish(METRICS, TIMEOUT))
                    .isInstanceOf(CloudException.class)
                    .hasMessageContaining("in mars-north-1");
        } finally {
            System.clearProperty("aws.region");
        }
    }

    private String resolutionOf(boolean high) throws Exception {
        cloud.aws.cloudWatch().reset();
        try (MetricSink sink = open(TARGET, high)) {
            sink.publish(METRICS, TIMEOUT);
        }
        return String.valueOf(
                data(cloud.aws.cloudWatch().calls().get(0)).get(0).get("StorageResolution"));
    }

    private static List<Map<?, ?>> data(ApiCall call) {
        return ((List<?>) call.parameters().get("MetricData"))
                .stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
    }
}
