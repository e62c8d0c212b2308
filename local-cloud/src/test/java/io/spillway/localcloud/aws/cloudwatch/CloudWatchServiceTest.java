package io.spillway.localcloud.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.localcloud.aws.api.AccessKey;
import io.spillway.localcloud.aws.testing.ManualAws;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/**
 * What the user guide and the API reference say, asked for by the SDK's client, which speaks CBOR.
 */
class CloudWatchServiceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final MetricId REQUIRED =
            new MetricId(
                    "Spillway",
                    "RequiredCapacityPercent",
                    Map.of("Group", "workers", "Job", "sine"));

    private ManualAws cloud;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        cloud = new ManualAws(directory);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void valuesComeInByTheSdk() {
        put(datum(150), datum(250));

        Optional<StatisticSet> seen =
                cloud.aws().metrics().read(REQUIRED, NOW, NOW.plusSeconds(60));
        assertThat(seen).contains(new StatisticSet(2, 400, 150, 250));
        assertThat(cloud.aws().cloudWatch().calls())
                .singleElement()
                .satisfies(
                        call -> {
                            assertThat(call.permission()).isEqualTo("cloudwatch:PutMetricData");
                            assertThat(call.principal().orElseThrow().role())
                                    .isEqualTo("jobmanager");
                        });
    }

    @Test
    void theSdkReadsThemBack() {
        put(datum(150));
        cloud.advance(Duration.ofSeconds(60));
        put(datum(50));

        assertThat(
                        cloud.cloudWatch()
                                .getMetricStatistics(
                                        b ->
                                                b.namespace("Spillway")
                                                        .metricName("RequiredCapacityPercent")
                                                        .dimensions(dimensions())
                                                        .startTime(NOW)
                                                        .endTime(NOW.plusSeconds(120))
                                                        .period(60)
                                                        .statistics(Statistic.AVERAGE))
                                .datapoints())
                .extracting(point -> point.timestamp(), point -> point.average())
                .containsExactly(tuple(NOW, 150.0), tuple(NOW.plusSeconds(60), 50.0));
    }

    @Test
    void manyValuesComeCompressed() {
        MetricDatum[] many = Collections.nCopies(1000, datum(7)).toArray(new MetricDatum[0]);

        put(many);

        assertThat(cloud.aws().metrics().read(REQUIRED, NOW, NOW.plusSeconds(1)))
                .contains(new StatisticSet(1000, 7000, 7, 7));
    }

    @Test
    void limitsAreKept() {
        refused(
                () -> put(Collections.nCopies(1001, datum(7)).toArray(new MetricDatum[0])),
                "The collection MetricData must not have a size greater than 1000.");
        refused(
                () -> put(datum(1).toBuilder().dimensions(manyDimensions()).build()),
                "must not have a size greater than 30.");
        refused(() -> put(datum(Double.NaN)), "The value NaN for parameter MetricData.member.1");
        refused(
                () -> put(datum(1).toBuilder().storageResolution(10).build()),
                "StorageResolution is invalid");
        refused(
                () -> put(datum(1).toBuilder().timestamp(NOW.plusSeconds(7201)).build()),
                "no more than two hours in the future");
        refused(
                () ->
                        cloud.cloudWatch()
                                .putMetricData(b -> b.namespace("AWS/EC2").metricData(datum(1))),
                "The value AWS/EC2 for parameter Namespace is invalid.");
        assertThat(cloud.aws().metrics().metrics()).isEmpty();
    }

    @Test
    void oneBadValueRefusesAll() {
        refused(() -> put(datum(1), datum(Double.NaN)), "MetricData.member.2.Value");

        assertThat(cloud.aws().metrics().metrics()).isEmpty();
    }

    @Test
    void theQueryProtocolIsUnderstoodToo() throws Exception {
        AccessKey key = cloud.aws().principals().issue("jobmanager", "query");
        String form =
                "Action=PutMetricData&Version=2010-08-01&Namespace=Spillway"
                        + "&MetricData.member.1.MetricName=RequiredCapacityPercent"
                        + "&MetricData.member.1.Value=125.5"
                        + "&MetricData.member.1.Unit=Percent"
                        + "&MetricData.member.1.Timestamp=2026-01-01T00%3A00%3A00Z"
                        + "&MetricData.member.1.Dimensions.member.1.Name=Group"
                        + "&MetricData.member.1.Dimensions.member.1.Value=workers"
                        + "&MetricData.member.1.Dimensions.member.2.Name=Job"
                        + "&MetricData.member.1.Dimensions.member.2.Value=sine";

        HttpResponse<String> answer = query(key, form);
        HttpResponse<String> refusal = query(key, form.replace("125.5", "NaN"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith(
                        "<PutMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><ResponseMetadata>");
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refusal.body()).contains("<Code>InvalidParameterValue</Code>");
        assertThat(cloud.aws().metrics().read(REQUIRED, NOW, NOW.plusSeconds(1)))
                .contains(StatisticSet.of(125.5));
    }

    private HttpResponse<String> query(AccessKey key, String form) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(cloud.aws().cloudWatch().address())
                                .version(HttpClient.Version.HTTP_1_1)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=%s/20260101/eu-central-1/monitoring/aws4_request"
                                                .formatted(key.id()))
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private void put(MetricDatum... data) {
        cloud.cloudWatch().putMetricData(b -> b.namespace("Spillway").metricData(data));
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(CloudWatchException.class)
                .hasMessageContaining(message);
    }

    private static MetricDatum datum(double value) {
        return MetricDatum.builder()
                .metricName("RequiredCapacityPercent")
                .dimensions(dimensions())
                .unit(StandardUnit.PERCENT)
                .value(value)
                .build();
    }

    private static List<Dimension> dimensions() {
        return List.of(dimension("Group", "workers"), dimension("Job", "sine"));
    }

    private static List<Dimension> manyDimensions() {
        return IntStream.range(0, 31).mapToObj(i -> dimension("d" + i, "v")).toList();
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
