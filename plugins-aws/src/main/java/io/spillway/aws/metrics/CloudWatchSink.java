package io.spillway.aws.metrics;

import io.spillway.aws.client.Call;
import io.spillway.aws.client.Clients;
import io.spillway.aws.client.Failures;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.cloud.ScalingMetric;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * Writes to CloudWatch: one {@code PutMetricData} for all values of an interval, with the
 * dimensions {@code Group} and {@code Job}.
 *
 * <p>What that costs (us-east-1, 2026): 0.30 USD a month for each of the six metrics, and 0.01 USD
 * for 1,000 requests, which is 5.20 USD a month at one each 5 s and 2.60 USD at one each 10 s:
 * about 7 USD a month for a job. Standard and high resolution cost the same here; the alarms of a
 * policy cost 0.10 USD each, 0.30 USD with high resolution.
 */
public final class CloudWatchSink implements MetricSink {

    /** Of two, so that the runtime's time for a call has room for one retry. */
    private static final int ATTEMPTS = 2;

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int HIGH_RESOLUTION = 1;
    private static final int STANDARD_RESOLUTION = 60;
    private static final int LONGEST_DIMENSION = 1024;

    private final CloudWatchClient client;
    private final SdkHttpClient http;
    private final Call call;
    private final String namespace;
    private final List<Dimension> dimensions;
    private final int resolution;

    /**
     * Makes a client; asks nothing yet.
     *
     * @throws SdkException when no client can be made
     */
    public CloudWatchSink(
            MetricTarget target, Region region, String namespace, boolean highResolution) {
        this.namespace = namespace;
        this.resolution = highResolution ? HIGH_RESOLUTION : STANDARD_RESOLUTION;
        this.dimensions =
                List.of(dimension("Group", target.group()), dimension("Job", target.job()));
        this.call =
                Call.onCondition(
                        "cloudwatch:PutMetricData",
                        "namespace " + namespace,
                        region.id(),
                        "cloudwatch:namespace",
                        namespace);
        this.http = Clients.http(LONGEST.dividedBy(2));
        this.client =
                CloudWatchClient.builder()
                        .httpClient(http)
                        .region(region)
                        .overrideConfiguration(
                                Clients.retrying(ATTEMPTS, LONGEST.dividedBy(2), LONGEST))
                        .build();
    }

    @Override
    public String name() {
        return "cloudwatch";
    }

    @Override
    public void publish(List<ScalingMetric> metrics, Duration timeout) throws CloudException {
        List<MetricDatum> data = metrics.stream().map(this::datum).toList();
        try {
            client.putMetricData(
                    r ->
                            r.namespace(namespace)
                                    .metricData(data)
                                    .overrideConfiguration(
                                            o ->
                                                    o.apiCallTimeout(timeout)
                                                            .apiCallAttemptTimeout(
                                                                    timeout.multipliedBy(3)
                                                                            .dividedBy(5))));
        } catch (SdkException e) {
            throw Failures.translate(e, call);
        }
    }

    private MetricDatum datum(ScalingMetric metric) {
        return MetricDatum.builder()
                .metricName(metric.name())
                .dimensions(dimensions)
                .value(metric.value())
                .unit(unit(metric.unit()))
                .storageResolution(resolution)
                .build();
    }

    private static StandardUnit unit(ScalingMetric.Unit unit) {
        return switch (unit) {
            case COUNT -> StandardUnit.COUNT;
            case PERCENT -> StandardUnit.PERCENT;
            case SECONDS -> StandardUnit.SECONDS;
            case MILLISECONDS -> StandardUnit.MILLISECONDS;
        };
    }

    /** CloudWatch takes ASCII, not beginning with a colon; a job's name may be anything. */
    private static Dimension dimension(String name, String value) {
        String ascii = value.replaceAll("[^ -~]", "?").strip().replaceFirst("^:", "?");
        return Dimension.builder()
                .name(name)
                .value(
                        ascii.isEmpty()
                                ? "?"
                                : ascii.substring(0, Math.min(LONGEST_DIMENSION, ascii.length())))
                .build();
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
