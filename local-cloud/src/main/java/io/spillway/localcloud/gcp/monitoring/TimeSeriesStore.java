package io.spillway.localcloud.gcp.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Values as they were written, the last hour of them. Thread-safe. */
public final class TimeSeriesStore {
    private static final Duration KEPT = Duration.ofHours(1);

    /** A value. */
    public record Point(Instant at, double value) {}

    /** The mean of a series' values. */
    public record Mean(SeriesId series, double value) {}

    private final Map<SeriesId, Deque<Point>> series = new LinkedHashMap<>();

    /** Writes a value, whatever it is. */
    public synchronized void write(SeriesId id, Point point) {
        Deque<Point> points = series.computeIfAbsent(id, each -> new ArrayDeque<>());
        points.addLast(point);
        while (points.peekFirst().at().isBefore(point.at().minus(KEPT))) {
            points.removeFirst();
        }
    }

    /** A series' newest value. */
    public synchronized Optional<Point> last(SeriesId id) {
        return Optional.ofNullable(series.get(id)).map(Deque::peekLast);
    }

    /** All series that were ever written. */
    public synchronized Set<SeriesId> ids() {
        return Set.copyOf(series.keySet());
    }

    /**
     * The means of all series of a metric that have values between {@code from}, exclusive, and
     * {@code to}.
     */
    public synchronized List<Mean> read(
            String metric, Predicate<SeriesId> which, Instant from, Instant to) {
        List<Mean> means = new ArrayList<>();
        series.forEach(
                (id, points) -> {
                    if (id.metric().equals(metric) && which.test(id)) {
                        points.stream()
                                .filter(each -> each.at().isAfter(from) && !each.at().isAfter(to))
                                .mapToDouble(Point::value)
                                .average()
                                .ifPresent(mean -> means.add(new Mean(id, mean)));
                    }
                });
        return means;
    }
}
