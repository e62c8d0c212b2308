package io.spillway.testing;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricSinkProvider;
import io.spillway.spi.cloud.MetricTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cloud for metrics that a test steers by its fields. */
public final class FakeSinkProvider implements MetricSinkProvider {
    private final String name;

    /** Whether the machine is one of this cloud's. */
    public boolean here;

    /** When not null, nothing can be opened, for this reason. */
    public String failure;

    /** What was opened, in order. */
    public final List<MetricTarget> opened = new ArrayList<>();

    /** What all of them write to. */
    public final RecordingMetricSink sink = new RecordingMetricSink();

    public FakeSinkProvider(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isHere(Duration timeout) {
        return here;
    }

    @Override
    public MetricSink open(MetricTarget target, Map<String, String> settings)
            throws CloudException {
        if (failure != null) {
            throw new CloudException(failure);
        }
        opened.add(target);
        return sink;
    }
}
