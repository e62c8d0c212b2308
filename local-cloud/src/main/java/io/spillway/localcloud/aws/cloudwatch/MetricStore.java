package io.spillway.localcloud.aws.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Values of metrics. What has the standard resolution is kept by the minute, the rest by the second
 * (CloudWatch user guide, "Metrics concepts: Resolution"), for three hours. Thread-safe.
 */
public final class MetricStore {
    private static final Duration KEPT = Duration.ofHours(3);

    private final Map<MetricId, NavigableMap<Instant, StatisticSet>> metrics = new HashMap<>();
    private final double speed;

    /**
     * A store without values.
     *
     * @param speed how much faster than the clock minutes pass; 1 or more
     */
    public MetricStore(double speed) {
        this.speed = speed;
    }

    /**
     * Adds values.
     *
     * @param resolutionSeconds 60 or 1
     */
    public synchronized void add(
            MetricId metric, Instant time, StatisticSet values, int resolutionSeconds) {
        long bucketMs = Math.max(1, Math.round(resolutionSeconds * 1000 / speed));
        Instant at = Instant.ofEpochMilli(time.toEpochMilli() / bucketMs * bucketMs);
        NavigableMap<Instant, StatisticSet> points =
                metrics.computeIfAbsent(metric, any -> new TreeMap<>());
        points.merge(at, values, StatisticSet::plus);
        points.headMap(points.lastKey().minus(KEPT)).clear();
    }

    /** All values since {@code from} and before {@code to}; empty for none. */
    public synchronized Optional<StatisticSet> read(MetricId metric, Instant from, Instant to) {
        NavigableMap<Instant, StatisticSet> points = metrics.get(metric);
        return points == null || !from.isBefore(to)
                ? Optional.empty()
                : points.subMap(from, to).values().stream().reduce(StatisticSet::plus);
    }

    /** Which metrics there are. */
    public synchronized Set<MetricId> metrics() {
        return Set.copyOf(metrics.keySet());
    }
}
