package io.spillway.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.spillway.exporter.PrometheusExporterFactory;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.util.PortRange;

/**
 * The keys of Flink's that configure the exporter for Prometheus: those of a metric reporter with
 * the name {@code prom}. {@link FleetDefaults} has their values.
 */
public final class ExporterOptions {
    private static final String REPORTER = "metrics.reporter.prom.";

    /** Which class exports; the user may name another. */
    public static final ConfigOption<String> FACTORY =
            key(REPORTER + "factory.class").stringType().noDefaultValue();

    /** The address to listen on. */
    public static final ConfigOption<String> HOST =
            key(REPORTER + PrometheusExporterFactory.HOST).stringType().noDefaultValue();

    /** The port, or range of ports, to listen on. */
    public static final ConfigOption<String> PORT =
            key(REPORTER + PrometheusExporterFactory.PORT).stringType().noDefaultValue();

    private ExporterOptions() {}

    /** Notes what our exporter can't work with, where the user takes no other. */
    public static void check(SettingsReader reader) {
        String ours = PrometheusExporterFactory.class.getName();
        if (!reader.find(FACTORY).orElse(ours).equals(ours)) {
            return;
        }
        reader.find(PORT)
                .filter(ports -> !isRange(ports))
                .ifPresent(
                        ports ->
                                reader.problem(
                                        PORT.key(),
                                        "\"%s\" is not a port or a range of ports such as %s"
                                                .formatted(
                                                        ports,
                                                        PrometheusExporterFactory.DEFAULT_PORT)));
        Optional<String> host = reader.find(HOST);
        if (host.isPresent() && host.get().isBlank()) {
            reader.problem(
                    HOST.key(), "is empty; set an address of this machine, such as localhost");
        }
    }

    private static boolean isRange(String ports) {
        try {
            return new PortRange(ports).getPortsIterator().hasNext();
        } catch (IllegalConfigurationException e) {
            return false;
        }
    }
}
