package io.spillway.localcloud.gcp.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.Metric;
import com.google.api.MonitoredResource;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import com.google.protobuf.Timestamp;
import io.grpc.StatusException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimeSeriesWriterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TYPE = "custom.googleapis.com/spillway/required_slots";

    private final TimeSeriesStore store = new TimeSeriesStore();
    private final TimeSeriesWriter writer =
            new TimeSeriesWriter(store, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofSeconds(5));

    private static TimeSeries series(String type, Instant end, double value) {
        return TimeSeries.newBuilder()
                .setMetric(Metric.newBuilder().setType(type))
                .setResource(MonitoredResource.newBuilder().setType("global"))
                .addPoints(
                        Point.newBuilder()
                                .setInterval(
                                        TimeInterval.newBuilder()
                                                .setEndTime(
                                                        Timestamp.newBuilder()
                                                                .setSeconds(end.getEpochSecond())
                                                                .setNanos(end.getNano())))
                                .setValue(TypedValue.newBuilder().setDoubleValue(value)))
                .build();
    }

    private void write(TimeSeries... series) throws StatusException {
        CreateTimeSeriesRequest.Builder request = CreateTimeSeriesRequest.newBuilder();
        for (TimeSeries each : series) {
            request.addTimeSeries(each);
        }
        writer.write(request.build());
    }

    @Test
    void takesOnePointEachInOrderAndNotTooOften() throws Exception {
        write(series(TYPE, NOW.minusSeconds(20), 1));
        write(series(TYPE, NOW.minusSeconds(15), 2));
        assertThatThrownBy(() -> write(series(TYPE, NOW.minusSeconds(11), 3)))
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("more frequently");
        assertThatThrownBy(() -> write(series(TYPE, NOW.minusSeconds(15), 3)))
                .hasMessageContaining("must be written in order");
        assertThatThrownBy(() -> write(series(TYPE, NOW.plusSeconds(3600), 3)))
                .hasMessageContaining("future");
        assertThat(
                        store.last(new SeriesId(TYPE, Map.of(), "global", Map.of()))
                                .orElseThrow()
                                .value())
                .isEqualTo(2);
    }

    @Test
    void whatIsWellIsWrittenEvenBesideWhatIsNot() {
        assertThatThrownBy(
                        () ->
                                write(
                                        series("compute.googleapis.com/a", NOW, 1),
                                        series(TYPE, NOW, 7),
                                        series(TYPE, NOW, 8)))
                .hasMessageContaining("timeSeries[0]")
                .hasMessageContaining("Duplicate TimeSeries")
                .hasMessageContaining("timeSeries[2]");
        assertThat(store.ids()).hasSize(1);
    }

    @Test
    void takes200SeriesAtMost() {
        TimeSeries[] many = new TimeSeries[201];
        for (int i = 0; i < many.length; i++) {
            many[i] = series(TYPE + i, NOW, i);
        }
        assertThatThrownBy(() -> write(many)).hasMessageContaining("200");
        assertThatThrownBy(() -> write()).hasMessageContaining("must not be empty");
        assertThat(store.ids()).isEmpty();
    }
}
