package io.spillway.dist.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/**
 * The dashboard, the alert rules and Prometheus' configuration, as files. That each metric which
 * they name is exported is tested where a fleet runs: {@code DemoIT}.
 */
class MonitoringFilesIT {
    private static final Path HOME = Path.of(System.getProperty("spillway.home"));
    private static final Path FOLDER = HOME.resolve("examples/dashboards");
    private static final int COLUMNS = 24;

    @Test
    void theDashboardHasThePanelsThatAFleetIsJudgedBy() throws IOException {
        List<String> titles = new ArrayList<>();
        dashboard().path("panels").forEach(panel -> titles.add(panel.path("title").asText()));
        assertThat(titles)
                .doesNotHaveDuplicates()
                .contains(
                        "Consumer lag",
                        "Throughput",
                        "Load per TaskManager",
                        "TaskManagers",
                        "Required against actual",
                        "Rescale downtime",
                        "Drains");
    }

    /** What Grafana's importer needs, and what keeps panels from lying on each other. */
    @Test
    void theDashboardCanBeImported() throws IOException {
        JsonNode dashboard = dashboard();
        assertThat(dashboard.path("uid").asText()).isEqualTo("spillway");
        assertThat(dashboard.path("title").asText()).isNotBlank();
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
        assertThat(dashboard.has("id")).as("an id of another Grafana's").isFalse();
        Set<String> variables = new HashSet<>();
        for (JsonNode variable : dashboard.path("templating").path("list")) {
            variables.add(variable.path("name").asText());
        }
        assertThat(variables).containsExactlyInAnyOrder("datasource", "job");

        Set<Integer> ids = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            assertThat(ids.add(panel.path("id").asInt())).as("the id of " + title).isTrue();
            assertThat(panel.path("type").asText()).isIn("timeseries", "stat");
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
            JsonNode grid = panel.path("gridPos");
            assertThat(grid.path("x").asInt() + grid.path("w").asInt()).isBetween(1, COLUMNS);
            for (int x = 0; x < grid.path("w").asInt(); x++) {
                for (int y = 0; y < grid.path("h").asInt(); y++) {
                    String cell = (grid.path("x").asInt() + x) + "," + (grid.path("y").asInt() + y);
                    assertThat(taken.add(cell)).as(title + " lies on another panel").isTrue();
                }
            }
            Set<String> letters = new HashSet<>();
            assertThat(panel.path("targets").size()).as(title).isPositive();
            for (JsonNode target : panel.path("targets")) {
                assertThat(letters.add(target.path("refId").asText())).as(title).isTrue();
                assertThat(target.path("legendFormat").asText()).as(title).isNotBlank();
                assertThat(target.path("datasource").path("uid").asText())
                        .isEqualTo("${datasource}");
                assertThat(Queries.metricsOf(target.path("expr").asText())).as(title).isNotEmpty();
                assertThat(target.path("expr").asText()).as(title).contains("job=~\"$job\"");
            }
        }
    }

    @Test
    void everyAlertSaysWhatIsWrongAndHasATest() throws IOException {
        String tests = Files.readString(FOLDER.resolve("alerts-test.yaml"));
        Set<String> names = new HashSet<>();
        for (JsonNode group : Documents.yaml(FOLDER.resolve("alerts.yaml")).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                String name = rule.path("alert").asText();
                assertThat(name).matches("Spillway[A-Z]\\w+");
                assertThat(names.add(name)).as(name).isTrue();
                assertThat(Queries.metricsOf(rule.path("expr").asText())).as(name).isNotEmpty();
                assertThat(rule.path("labels").path("severity").asText())
                        .as(name)
                        .isIn("warning", "critical");
                assertThat(rule.path("annotations").path("summary").asText()).endsWith(".");
                assertThat(rule.path("annotations").path("description").asText()).endsWith(".");
                assertThat(tests).as(name).contains(name);
            }
        }
        assertThat(names)
                .contains(
                        "SpillwayDrainMissedDeadline",
                        "SpillwayNoCheckpoint",
                        "SpillwayJoinFailing",
                        "SpillwaySignalStale");
    }

    @Test
    void promtoolAcceptsRulesTheirTestsAndBothConfigurations() throws Exception {
        Optional<Path> promtool = PrometheusServer.program("promtool");
        assumeTrue(
                promtool.isPresent(),
                "there is no promtool on the PATH (Debian: prometheus): the alert rules are not"
                        + " run");
        for (List<String> arguments :
                List.of(
                        List.of("check", "rules", "dashboards/alerts.yaml"),
                        List.of("test", "rules", "dashboards/alerts-test.yaml"),
                        List.of("check", "config", "dashboards/prometheus.yaml"),
                        List.of("check", "config", "--syntax-only", "docker/prometheus.yaml"))) {
            List<String> command = new ArrayList<>(List.of(promtool.get().toString()));
            command.addAll(arguments);
            Process process =
                    new ProcessBuilder(command)
                            .directory(HOME.resolve("examples").toFile())
                            .redirectErrorStream(true)
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(arguments + ": " + output).isZero();
        }
    }

    private static JsonNode dashboard() throws IOException {
        return Documents.json(FOLDER.resolve("fleet.json"));
    }
}
