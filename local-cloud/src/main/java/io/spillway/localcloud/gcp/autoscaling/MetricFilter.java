package io.spillway.localcloud.gcp.autoscaling;

import io.spillway.localcloud.gcp.monitoring.SeriesId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which series an autoscaler looks at: conditions with {@code =}, joined by {@code AND} ("Scale
 * based on Monitoring metrics", "Filtering": nothing else is allowed).
 */
public final class MetricFilter {
    private static final Pattern CONDITION =
            Pattern.compile(
                    "(resource\\.type|(?:resource|metric)\\.labels?\\.[A-Za-z0-9_]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s\"]+))");

    private final String text;
    private final Map<String, String> conditions;

    private MetricFilter(String text, Map<String, String> conditions) {
        this.text = text;
        this.conditions = conditions;
    }

    /**
     * Reads one; an empty one selects all series of the metric.
     *
     * @throws IllegalArgumentException when it isn't of that form
     */
    public static MetricFilter parse(String text) {
        Map<String, String> conditions = new LinkedHashMap<>();
        if (!text.isBlank()) {
            for (String each : text.strip().split("\\s+AND\\s+", -1)) {
                Matcher matcher = CONDITION.matcher(each.strip());
                if (!matcher.matches()) {
                    throw new IllegalArgumentException(
                            "filter '%s': '%s' isn't resource.type, resource.labels.NAME or metric.labels.NAME, an equals sign and a value"
                                    .formatted(text, each));
                }
                String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
                conditions.put(matcher.group(1).replace(".label.", ".labels."), value);
            }
        }
        return new MetricFilter(text, conditions);
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** Whether it selects a series. */
    boolean matches(SeriesId series) {
        return conditions.entrySet().stream()
                .allMatch(each -> each.getValue().equals(value(series, each.getKey())));
    }

    private static String value(SeriesId series, String field) {
        if (field.equals("resource.type")) {
            return series.resourceType();
        }
        String label = field.substring(field.lastIndexOf('.') + 1);
        return (field.startsWith("resource.") ? series.resourceLabels() : series.metricLabels())
                .get(label);
    }
}
