package io.spillway.localcloud.gcp.monitoring;

import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes what {@code CreateTimeSeries} brings, within its limits: 200 series, one point each, no
 * series twice, in order, and not too often. What is well is written even when something else isn't
 * (reference of {@code projects.timeSeries.create}). Thread-safe.
 */
final class TimeSeriesWriter {
    private static final int MOST_SERIES = 200;

    /** How far ahead a point's end may be. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final TimeSeriesStore store;
    private final Clock clock;
    private volatile Duration shortest;

    /**
     * @param shortest from one point of a series to the next
     */
    TimeSeriesWriter(TimeSeriesStore store, Clock clock, Duration shortest) {
        this.store = store;
        this.clock = clock;
        this.shortest = shortest;
    }

    void setShortest(Duration other) {
        shortest = other;
    }

    synchronized void write(CreateTimeSeriesRequest request) throws StatusException {
        if (request.getTimeSeriesCount() == 0) {
            throw invalid("Field timeSeries must not be empty.");
        }
        if (request.getTimeSeriesCount() > MOST_SERIES) {
            throw invalid(
                    "Field timeSeries had an invalid value: The maximum number of TimeSeries objects per Create request is 200.");
        }
        List<String> problems = new ArrayList<>();
        Set<SeriesId> seen = new HashSet<>();
        for (int i = 0; i < request.getTimeSeriesCount(); i++) {
            TimeSeries each = request.getTimeSeries(i);
            SeriesId id = id(each);
            Optional<String> problem =
                    seen.add(id)
                            ? written(id, each)
                            : Optional.of(
                                    "Duplicate TimeSeries encountered. Only one point can be written per TimeSeries per request.");
            int index = i;
            problem.ifPresent(text -> problems.add("%s: timeSeries[%d]".formatted(text, index)));
        }
        if (!problems.isEmpty()) {
            throw invalid(
                    "One or more TimeSeries could not be written: " + String.join("; ", problems));
        }
    }

    private static SeriesId id(TimeSeries series) {
        return new SeriesId(
                series.getMetric().getType(),
                series.getMetric().getLabelsMap(),
                series.getResource().getType(),
                series.getResource().getLabelsMap());
    }

    private Optional<String> written(SeriesId id, TimeSeries series) {
        if (!id.metric().startsWith("custom.googleapis.com/")) {
            return Optional.of("Metric type %s isn't writable".formatted(id.metric()));
        }
        if (series.getPointsCount() != 1) {
            return Optional.of("Each TimeSeries must contain exactly one point");
        }
        Point point = series.getPoints(0);
        if (point.getValue().getValueCase() != TypedValue.ValueCase.DOUBLE_VALUE
                && point.getValue().getValueCase() != TypedValue.ValueCase.INT64_VALUE) {
            return Optional.of("The value type isn't the metric's");
        }
        Instant end =
                Instant.ofEpochSecond(
                        point.getInterval().getEndTime().getSeconds(),
                        point.getInterval().getEndTime().getNanos());
        if (end.isAfter(clock.instant().plus(AHEAD))) {
            return Optional.of("The end time is in the future");
        }
        Optional<TimeSeriesStore.Point> last = store.last(id);
        if (last.filter(before -> !end.isAfter(before.at())).isPresent()) {
            return Optional.of(
                    "Points must be written in order. One or more of the points specified had an older end time than the most recent point");
        }
        if (last.filter(before -> end.isBefore(before.at().plus(shortest))).isPresent()) {
            return Optional.of(
                    "One or more points were written more frequently than the maximum sampling period configured for the metric");
        }
        double value =
                point.getValue().getValueCase() == TypedValue.ValueCase.DOUBLE_VALUE
                        ? point.getValue().getDoubleValue()
                        : point.getValue().getInt64Value();
        store.write(id, new TimeSeriesStore.Point(end, value));
        return Optional.empty();
    }

    private static StatusException invalid(String text) {
        return Status.INVALID_ARGUMENT.withDescription(text).asException();
    }
}
