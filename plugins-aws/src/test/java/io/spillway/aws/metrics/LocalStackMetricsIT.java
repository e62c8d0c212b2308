package io.spillway.aws.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.aws.AwsMetricSinkProvider;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.cloud.ScalingMetric;
import io.spillway.spi.cloud.ScalingMetric.Unit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;

/**
 * The scaling signal in LocalStack's CloudWatch, where Docker is. Auto Scaling isn't in its free
 * edition: Moto has what it can do of that.
 */
@EnabledIf(value = "dockerAnswers", disabledReason = "no Docker engine answers")
class LocalStackMetricsIT {
    /** The last one without a token, and the first ones before it don't read the SDK's times. */
    private static final DockerImageName IMAGE =
            DockerImageName.parse("localstack/localstack:4.14.0");

    private static final int PORT = 4566;
    private static final Map<String, String> SDK =
            Map.of(
                    "aws.region", "eu-central-1",
                    "aws.accessKeyId", "tester",
                    "aws.secretAccessKey", "no-secret-at-all");

    private static GenericContainer<?> server;

    static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @BeforeAll
    static void start() {
        server =
                new GenericContainer<>(IMAGE)
                        .withEnv("SERVICES", "cloudwatch")
                        .withExposedPorts(PORT)
                        .waitingFor(Wait.forHttp("/_localstack/health").forPort(PORT));
        server.start();
        SDK.forEach(System::setProperty);
        System.setProperty(
                "aws.endpointUrlCloudWatch",
                "http://%s:%d".formatted(server.getHost(), server.getMappedPort(PORT)));
    }

    @AfterAll
    static void stop() {
        SDK.keySet().forEach(System::clearProperty);
        System.clearProperty("aws.endpointUrlCloudWatch");
        server.stop();
    }

    @Test
    void aPolicyFindsTheSignalByGroupAndJob() throws Exception {
        MetricTarget target = new MetricTarget("workers", "orders");
        Map<String, String> settings =
                Map.of(
                        "drain-on-rebalance", "never",
                        "cloudwatch.namespace", "Spillway",
                        "cloudwatch.high-resolution", "false");
        try (MetricSink sink = new AwsMetricSinkProvider().open(target, settings)) {
            sink.publish(
                    List.of(
                            new ScalingMetric("RequiredCapacityPercent", 120, Unit.PERCENT),
                            new ScalingMetric("BacklogSeconds", 2.5, Unit.SECONDS)),
                    Duration.ofSeconds(10));
        }
        try (CloudWatchClient policy =
                CloudWatchClient.builder()
                        .region(Region.EU_CENTRAL_1)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build()) {
            List<Metric> metrics = policy.listMetrics(r -> r.namespace("Spillway")).metrics();
            assertThat(metrics)
                    .extracting(Metric::metricName)
                    .containsExactlyInAnyOrder("RequiredCapacityPercent", "BacklogSeconds");
            assertThat(metrics.get(0).dimensions())
                    .extracting(Dimension::name, Dimension::value)
                    .containsExactlyInAnyOrder(tuple("Group", "workers"), tuple("Job", "orders"));
        }
    }
}
