package io.spillway.spi.cloud;

import java.time.Duration;
import java.util.List;

/** {@link MetricSink#NONE}. */
final class NoMetricSink implements MetricSink {

    @Override
    public String name() {
        return "none";
    }

    @Override
    public void publish(List<ScalingMetric> metrics, Duration timeout) {
        // Nobody listens.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
