package io.spillway.exporter;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.Metric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All metrics of one name, in Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Thread-safe.
 */
final class MetricFamily {
    private static final Logger LOG = LoggerFactory.getLogger(MetricFamily.class);

    private static final double[] QUANTILES = {.5, .75, .95, .98, .99, .999};

    private final String name;
    private final String head;
    private final Map<String, Metric> byLabels = new ConcurrentHashMap<>();

    private MetricFamily(String name, String head) {
        this.name = name;
        this.head = head;
    }

    /**
     * Empty as yet. Counters and meters are told as gauges, since Flink's may go down.
     *
     * @param first decides the type
     */
    static MetricFamily of(String name, String metricName, String scope, Metric first) {
        String type = first instanceof Histogram ? "summary" : "gauge";
        String help = metricName.replace("\\", "\\\\").replace("\n", "\\n");
        return new MetricFamily(
                name,
                "# HELP %s %s (scope: %s)\n# TYPE %1$s %s\n".formatted(name, help, scope, type));
    }

    /** Adds a metric, in place of one with the same labels. */
    void put(String labels, Metric metric) {
        byLabels.put(labels, metric);
    }

    /** Takes a metric away, unless another has taken its place. */
    void remove(String labels, Metric metric) {
        byLabels.remove(labels, metric);
    }

    boolean isEmpty() {
        return byLabels.isEmpty();
    }

    /** Writes what has a value now, which NaN isn't; nothing at all when none has. */
    void write(Appendable out) throws IOException {
        StringBuilder samples = new StringBuilder();
        for (Map.Entry<String, Metric> entry : byLabels.entrySet()) {
            int before = samples.length();
            try {
                write(samples, entry.getKey(), entry.getValue());
            } catch (RuntimeException e) {
                samples.setLength(before);
                LOG.debug("{} has no value now", name, e);
            }
        }
        if (!samples.isEmpty()) {
            out.append(head).append(samples);
        }
    }

    private void write(StringBuilder out, String labels, Metric metric) {
        if (metric instanceof Histogram histogram) {
            sample(out, name + "_count", labels, (double) histogram.getCount());
            HistogramStatistics statistics = histogram.getStatistics();
            String separator = labels.isEmpty() ? "" : ",";
            for (double quantile : QUANTILES) {
                sample(
                        out,
                        name,
                        labels + separator + "quantile=\"" + quantile + "\"",
                        statistics.getQuantile(quantile));
            }
            return;
        }
        value(metric).ifPresent(value -> sample(out, name, labels, value));
    }

    private static OptionalDouble value(Metric metric) {
        if (metric instanceof Counter counter) {
            return OptionalDouble.of((double) counter.getCount());
        }
        if (metric instanceof Meter meter) {
            return OptionalDouble.of(meter.getRate());
        }
        Object value = metric instanceof Gauge<?> gauge ? gauge.getValue() : null;
        if (value instanceof Number number) {
            return OptionalDouble.of(number.doubleValue());
        }
        if (value instanceof Boolean flag) {
            return OptionalDouble.of(flag ? 1 : 0);
        }
        return OptionalDouble.empty();
    }

    private static void sample(StringBuilder out, String name, String labels, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return Double.toString(value);
    }
}
