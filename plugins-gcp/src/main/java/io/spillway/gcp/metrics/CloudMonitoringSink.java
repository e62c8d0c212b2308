package io.spillway.gcp.metrics;

import com.google.api.Metric;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MetricDescriptor.ValueType;
import com.google.api.MonitoredResource;
import com.google.api.gax.rpc.ApiException;
import com.google.auth.Credentials;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import com.google.protobuf.Timestamp;
import io.spillway.gcp.client.Call;
import io.spillway.gcp.client.Endpoint;
import io.spillway.gcp.client.Failures;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.cloud.ScalingMetric;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes to Cloud Monitoring: one {@code CreateTimeSeries} for all values, each a gauge of the
 * monitored resource {@code generic_task} whose {@code namespace} is the group and whose {@code
 * job} is the job. A resource that isn't {@code gce_instance} makes them series of the group, which
 * an autoscaler selects by a filter (<a
 * href="https://cloud.google.com/compute/docs/autoscaler/scaling-cloud-monitoring-metrics">Scale
 * based on Monitoring metrics</a>):
 *
 * <pre>
 * resource.type = "generic_task" AND resource.labels.namespace = "GROUP" AND resource.labels.job = "JOB"
 * </pre>
 *
 * <p>A series takes one point in some seconds, so what comes sooner isn't written; the next values
 * are newer. What that costs (2026): 0.258 USD per MiB, of which the first 150 a month are free;
 * six gauges each 10 s are 12 MiB a month.
 */
public final class CloudMonitoringSink implements MetricSink {
    /** The resource type, and two of its labels. */
    public static final String RESOURCE = "generic_task";

    /**
     * From one point of a series to the next (<a
     * href="https://cloud.google.com/monitoring/quotas#custom_metrics_quotas">quotas</a> says 5 s,
     * earlier issues of it 10 s), less what one interval is longer than another.
     */
    public static final Duration SHORTEST = Duration.ofMillis(9500);

    private static final int LONGEST_LABEL = 1024;

    private final MonitoringClient client;
    private final Clock clock;
    private final Duration shortest;
    private final String project;
    private final String prefix;
    private final MonitoredResource resource;
    private final Call call;
    private Optional<Instant> written = Optional.empty();

    /**
     * What series are written to.
     *
     * @param project its id
     * @param location the group's region or zone
     * @param prefix of the metrics' types, such as {@code custom.googleapis.com/spillway}
     */
    public record Place(String project, String location, String prefix) {}

    /**
     * Makes a client; asks nothing yet.
     *
     * @param shortest from one point to the next: {@link #SHORTEST}, but for tests
     * @throws IOException when no client can be made
     */
    public CloudMonitoringSink(
            MetricTarget target,
            Place place,
            Endpoint endpoint,
            Credentials credentials,
            Duration shortest,
            Clock clock)
            throws IOException {
        this.project = place.project();
        this.prefix = place.prefix();
        this.shortest = shortest;
        this.clock = clock;
        this.resource =
                MonitoredResource.newBuilder()
                        .setType(RESOURCE)
                        .putLabels("project_id", project)
                        .putLabels("location", place.location())
                        .putLabels("namespace", label(target.group()))
                        .putLabels("job", label(target.job()))
                        .putLabels("task_id", "spillway")
                        .build();
        this.call =
                new Call(
                        "monitoring.projects.timeSeries.create",
                        "project " + project,
                        project,
                        "monitoring.timeSeries.create",
                        "roles/monitoring.metricWriter");
        this.client = MonitoringClient.open(endpoint, credentials);
    }

    @Override
    public String name() {
        return "cloud-monitoring";
    }

    @Override
    public void publish(List<ScalingMetric> metrics, Duration timeout) throws CloudException {
        Instant now = clock.instant();
        if (written.filter(last -> now.isBefore(last.plus(shortest))).isPresent()) {
            return;
        }
        CreateTimeSeriesRequest request =
                CreateTimeSeriesRequest.newBuilder()
                        .setName("projects/" + project)
                        .addAllTimeSeries(
                                metrics.stream().map(metric -> series(metric, now)).toList())
                        .build();
        try {
            client.write(request, timeout);
        } catch (ApiException e) {
            throw Failures.translate(e, call);
        }
        written = Optional.of(now);
    }

    private TimeSeries series(ScalingMetric metric, Instant now) {
        Timestamp end =
                Timestamp.newBuilder()
                        .setSeconds(now.getEpochSecond())
                        .setNanos(now.getNano())
                        .build();
        return TimeSeries.newBuilder()
                .setMetric(Metric.newBuilder().setType(prefix + "/" + snakeCase(metric.name())))
                .setResource(resource)
                .setMetricKind(MetricKind.GAUGE)
                .setValueType(ValueType.DOUBLE)
                .setUnit(unit(metric.unit()))
                .addPoints(
                        Point.newBuilder()
                                .setInterval(TimeInterval.newBuilder().setEndTime(end))
                                .setValue(TypedValue.newBuilder().setDoubleValue(metric.value())))
                .build();
    }

    /** Names of metrics are in lower case by Google's custom: {@code required_slots}. */
    static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String unit(ScalingMetric.Unit unit) {
        return switch (unit) {
            case COUNT -> "1";
            case PERCENT -> "%";
            case SECONDS -> "s";
            case MILLISECONDS -> "ms";
        };
    }

    /** A label takes any characters, 1024 at most. */
    private static String label(String value) {
        return value.substring(0, Math.min(LONGEST_LABEL, value.length()));
    }

    @Override
    public void close() {
        client.close();
    }
}
