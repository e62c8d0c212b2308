package io.spillway.exporter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.util.PortRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves all metrics of this process to Prometheus, under the names, labels and types of Flink's
 * own exporter: {@code flink_}, the group's logical scope, the metric's name. A gauge that has no
 * number to tell is left out instead of told as 0 or NaN, so that a rule can ask whether it is
 * there; and one that fails costs nobody else's value. Thread-safe; no method blocks for longer
 * than it takes to listen on a port.
 */
public final class PrometheusExporter implements MetricReporter {
    private static final Logger LOG = LoggerFactory.getLogger(PrometheusExporter.class);

    private static final String PREFIX = "flink_";
    private static final char SEPARATOR = '_';

    // https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-zA-Z0-9:_]");
    private static final CharacterFilter NAMES = name -> NOT_ALLOWED.matcher(name).replaceAll("_");

    private final String host;
    private final PortRange ports;
    private final ConcurrentMap<String, MetricFamily> families = new ConcurrentSkipListMap<>();
    private ExporterServer server;

    PrometheusExporter(String host, PortRange ports) {
        this.host = host;
        this.ports = ports;
    }

    /**
     * Listens.
     *
     * @throws UncheckedIOException when no port of the range can be had; Flink tells that and goes
     *     on without this reporter
     */
    @Override
    public synchronized void open(MetricConfig config) {
        try {
            server = ExporterServer.start(host, ports, families.values());
            LOG.info("Metrics for Prometheus are at {}", server.uri());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
        families.clear();
    }

    /** Where it listens; empty before {@link #open}. */
    synchronized Optional<InetSocketAddress> address() {
        return Optional.ofNullable(server).map(ExporterServer::address);
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String metricName, MetricGroup group) {
        String scope = LogicalScopeProvider.castFrom(group).getLogicalScope(NAMES, SEPARATOR);
        families.compute(
                name(scope, metricName),
                (name, known) -> {
                    MetricFamily family =
                            known == null
                                    ? MetricFamily.of(name, metricName, scope, metric)
                                    : known;
                    family.put(labels(group), metric);
                    return family;
                });
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String metricName, MetricGroup group) {
        String scope = LogicalScopeProvider.castFrom(group).getLogicalScope(NAMES, SEPARATOR);
        families.computeIfPresent(
                name(scope, metricName),
                (name, family) -> {
                    family.remove(labels(group), metric);
                    return family.isEmpty() ? null : family;
                });
    }

    private static String name(String scope, String metricName) {
        return PREFIX + scope + SEPARATOR + NAMES.filterCharacters(metricName);
    }

    /** Such as {@code tm_id="vm-1",host="10.0.0.7"}. */
    private static String labels(MetricGroup group) {
        String labels =
                group.getAllVariables().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(v -> label(v.getKey(), v.getValue()))
                        .collect(Collectors.joining(","));
        // Dozens of metrics share a group; they shall share the text.
        return labels.intern();
    }

    /** The key of a variable is put into angle brackets by Flink. */
    private static String label(String key, String value) {
        return NAMES.filterCharacters(key.substring(1, key.length() - 1))
                + "=\""
                + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
                + "\"";
    }
}
