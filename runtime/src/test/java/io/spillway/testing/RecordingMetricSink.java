package io.spillway.testing;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.ScalingMetric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A cloud that remembers what it was told. */
public final class RecordingMetricSink implements MetricSink {
    /** What was told, in order; failed calls too. */
    public final List<List<ScalingMetric>> told = new ArrayList<>();

    /** When true, every call fails. */
    public boolean failing;

    /** Whether {@link #close} was called. */
    public boolean closed;

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public void publish(List<ScalingMetric> metrics, Duration timeout) throws CloudException {
        told.add(List.copyOf(metrics));
        if (failing) {
            throw new CloudException("503 from the fake");
        }
    }

    /** The value that was told last under a name; NaN when it wasn't. */
    public double last(String name) {
        return told.isEmpty()
                ? Double.NaN
                : told.get(told.size() - 1).stream()
                        .filter(m -> m.name().equals(name))
                        .mapToDouble(ScalingMetric::value)
                        .findFirst()
                        .orElse(Double.NaN);
    }

    @Override
    public void close() {
        closed = true;
    }
}
