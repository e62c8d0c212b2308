package io.spillway.jobmanager.metrics;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricTarget;
import io.spillway.spi.cloud.ScalingMetric;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A sink that is opened when there is something to write, since what the metrics are about, the
 * job's name, isn't known before. One that can't be opened is tried again with the next value.
 */
final class LateSink implements MetricSink {

    /** Opens the real one. */
    interface Opener {
        MetricSink open(MetricTarget target) throws CloudException;
    }

    private final String name;
    private final Supplier<Optional<MetricTarget>> target;
    private final Opener opener;
    private MetricSink sink;
    private boolean closed;

    LateSink(String name, Supplier<Optional<MetricTarget>> target, Opener opener) {
        this.name = name;
        this.target = target;
        this.opener = opener;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void publish(List<ScalingMetric> metrics, Duration timeout) throws CloudException {
        Optional<MetricSink> open = open();
        if (open.isPresent()) {
            open.get().publish(metrics, timeout);
        }
    }

    private synchronized Optional<MetricSink> open() throws CloudException {
        if (sink == null && !closed) {
            Optional<MetricTarget> known = target.get();
            if (known.isPresent()) {
                sink = opener.open(known.get());
            }
        }
        return Optional.ofNullable(sink);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (sink != null) {
            sink.close();
        }
    }
}
