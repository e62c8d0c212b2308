package io.spillway.exporter;

import java.util.Properties;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.util.PortRange;

/**
 * What Flink makes the exporter with, from the keys {@code metrics.reporter.NAME.host} and {@code
 * .port}; it is found by {@code ServiceLoader}.
 */
public final class PrometheusExporterFactory implements MetricReporterFactory {

    /** The address that is listened on, as a name or a number; the process's own machine. */
    public static final String HOST = "host";

    /** A port, or a range of which the first that is free is taken; 0 is any free one. */
    public static final String PORT = "port";

    /** Nothing on the network can reach it. */
    public static final String DEFAULT_HOST = "localhost";

    /** The port that Flink's exporters have always had, and more for processes beside it. */
    public static final String DEFAULT_PORT = "9249-9348";

    /**
     * Not yet listening.
     *
     * @throws IllegalConfigurationException when the port is neither a port nor a range
     */
    @Override
    public PrometheusExporter createMetricReporter(Properties properties) {
        MetricConfig config = (MetricConfig) properties;
        return new PrometheusExporter(
                config.getString(HOST, DEFAULT_HOST),
                new PortRange(config.getString(PORT, DEFAULT_PORT)));
    }
}
