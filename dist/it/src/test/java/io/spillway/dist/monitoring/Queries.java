package io.spillway.dist.monitoring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/** What the dashboard, the alert rules and the adapter ask Prometheus for. */
public final class Queries {
    private static final Pattern METRIC = Pattern.compile("\\bflink_\\w+");

    private final Map<String, String> ofPanels = new LinkedHashMap<>();
    private final Map<String, String> ofAlerts = new LinkedHashMap<>();
    private final Set<String> ofAdapter = new TreeSet<>();

    private Queries() {}

    /** Reads them from the unpacked tarball. */
    public static Queries in(Path home) throws IOException {
        Queries queries = new Queries();
        Path folder = home.resolve("examples/dashboards");
        JsonNode dashboard = Documents.json(folder.resolve("fleet.json"));
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.ofPanels.put(
                        panel.path("title").asText() + " " + target.path("refId").asText(),
                        target.path("expr").asText());
            }
        }
        for (JsonNode group : Documents.yaml(folder.resolve("alerts.yaml")).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                queries.ofAlerts.put(rule.path("alert").asText(), rule.path("expr").asText());
            }
        }
        JsonNode adapter =
                Documents.yaml(home.resolve("examples/kubernetes/prometheus-adapter.yaml"));
        for (JsonNode rule : adapter.path("rules").path("external")) {
            queries.ofAdapter.addAll(metricsOf(rule.path("seriesQuery").asText()));
        }
        return queries;
    }

    /** The dashboard's expressions by panel and letter, with its variables filled in. */
    public Map<String, String> ofPanels() {
        Map<String, String> filled = new LinkedHashMap<>();
        ofPanels.forEach((panel, expr) -> filled.put(panel, filled(expr)));
        return filled;
    }

    /** The rules' expressions by name. */
    public Map<String, String> ofAlerts() {
        return ofAlerts;
    }

    /** Every metric that any of them names, or the adapter for Kubernetes' autoscaler. */
    public Set<String> metrics() {
        Set<String> metrics = new TreeSet<>(ofAdapter);
        ofPanels.values().forEach(expr -> metrics.addAll(metricsOf(expr)));
        ofAlerts.values().forEach(expr -> metrics.addAll(metricsOf(expr)));
        return metrics;
    }

    /** The metrics that an expression names. */
    public static Set<String> metricsOf(String expression) {
        return METRIC.matcher(expression)
                .results()
                .map((MatchResult found) -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As Grafana does for a dashboard that shows all jobs. */
    private static String filled(String expression) {
        return expression.replace("$job", ".*").replace("$__rate_interval", "30s");
    }
}
