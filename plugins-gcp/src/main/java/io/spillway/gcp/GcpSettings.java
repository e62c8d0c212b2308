package io.spillway.gcp;

import io.spillway.gcp.client.Endpoint;
import io.spillway.spi.cloud.CloudException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the plugin gets of {@code config.yaml}; {@code docs/reference/configuration.md} says what
 * each one means. Checked before.
 *
 * @param preemptionNotice zero where the template has none
 * @param healthPort 0 for none
 * @param project empty for the machine's own
 * @param location empty for the machine's own
 */
record GcpSettings(
        Duration preemptionNotice,
        int healthPort,
        Optional<String> project,
        Optional<String> location,
        String metricPrefix,
        String monitoringEndpoint,
        String computeEndpoint) {

    static GcpSettings of(Map<String, String> settings) {
        return new GcpSettings(
                duration(settings.get("preemption-notice")),
                Integer.parseInt(settings.get("health-port")),
                text(settings, "project"),
                text(settings, "location"),
                settings.get("monitoring.metric-prefix"),
                settings.getOrDefault("monitoring.endpoint", ""),
                settings.getOrDefault("compute.endpoint", ""));
    }

    Endpoint monitoring() throws CloudException {
        return Endpoint.of(
                "spillway.gcp.monitoring.endpoint",
                monitoringEndpoint,
                "https://monitoring.googleapis.com");
    }

    Endpoint compute() throws CloudException {
        return Endpoint.of(
                "spillway.gcp.compute.endpoint", computeEndpoint, "https://compute.googleapis.com");
    }

    private static Optional<String> text(Map<String, String> settings, String key) {
        return Optional.ofNullable(settings.get(key)).filter(value -> !value.isBlank());
    }

    /** As the runtime writes durations: a number, and {@code ms}, {@code s}, {@code min}, … */
    private static Duration duration(String text) {
        String[] parts = text.strip().split(" ", 2);
        long count = Long.parseLong(parts[0]);
        return switch (parts[1]) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "min" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
