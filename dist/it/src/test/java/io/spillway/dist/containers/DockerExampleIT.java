package io.spillway.dist.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.dist.monitoring.Documents;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/docker}, as far as it can be checked without Docker. */
class DockerExampleIT {
    private static final Path FOLDER = Image.EXAMPLES.resolve("docker");

    private Image image;
    private JsonNode services;

    @BeforeEach
    void read() throws IOException {
        image = new Image();
        services = Documents.yaml(FOLDER.resolve("compose.yaml")).path("services");
    }

    @Test
    void theImageRunsAsANumberedUserOfItsOwn() {
        List<String> names = image.dockerfile.names();
        assertThat(names)
                .startsWith("FROM")
                .containsSubsequence("COPY", "USER", "RUN", "ENTRYPOINT", "CMD");
        assertThat(image.dockerfile.only("FROM")).matches("debian:bookworm-slim");
        assertThat(image.dockerfile.only("USER")).isEqualTo("10001:10001");
        assertThat(image.dockerfile.all("RUN"))
                .anyMatch(run -> run.contains("useradd --uid 10001"))
                .last()
                .isEqualTo("/opt/spillway/bin/spillway prepare");
        assertThat(image.dockerfile.only("ENTRYPOINT"))
                .isEqualTo("[\"/opt/spillway/bin/spillway\"]");
        assertThat(image.file("/opt/spillway/bin/spillway")).isExecutable();
    }

    @Test
    void theScriptKnowsTheVariablesAndThePathsAreThere() throws IOException {
        String script = Files.readString(image.file("/opt/spillway/bin/spillway"));
        Map<String, String> environment = image.dockerfile.environment();
        assertThat(environment).containsOnlyKeys("SPILLWAY_CLASS_PATH", "SPILLWAY_LOG_DIR");
        for (String variable : environment.keySet()) {
            assertThat(script).contains("${" + variable + ":-");
        }
        assertThat(image.file(environment.get("SPILLWAY_CLASS_PATH"))).isDirectory();
        assertThat(image.dockerfile.all("RUN"))
                .anyMatch(
                        run ->
                                run.contains("install -d -o spillway")
                                        && run.contains(environment.get("SPILLWAY_LOG_DIR"))
                                        && run.contains("/checkpoints"))
                .anyMatch(run -> run.contains("-o spillway -g spillway /opt/spillway/cds"));
    }

    /** What the image leaves out of the tarball, no process in it misses. */
    @Test
    void whatIsCopiedIsEnough(@TempDir Path directory) throws Exception {
        Path root = Files.createDirectories(directory.resolve("opt/spillway"));
        for (Map.Entry<String, Path> copy : image.copied().entrySet()) {
            Path target = directory.resolve(copy.getKey().substring(1));
            Files.createDirectories(target.getParent());
            if (target.endsWith("bin")) {
                // The script finds its home by its own path, links followed.
                Files.createDirectories(target);
                Files.copy(copy.getValue().resolve("spillway"), target.resolve("spillway"));
            } else {
                Files.createSymbolicLink(target, copy.getValue());
            }
        }
        assertThat(root.resolve("local-cloud")).doesNotExist();
        for (String process : List.of("jobmanager", "taskmanager")) {
            Process help =
                    new ProcessBuilder(root.resolve("bin/spillway").toString(), process, "--help")
                            .redirectErrorStream(true)
                            .start();
            String output =
                    new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(help.waitFor()).as(output).isZero();
            assertThat(output).contains("Usage: spillway " + process);
        }
    }

    @Test
    void everyContainerRunsWhatThereIsAndHasANamedVersion() throws IOException {
        for (Map.Entry<String, JsonNode> service : services()) {
            assertThat(merged(service.getKey()).path("image").asText())
                    .as(service.getKey())
                    .matches("[a-z/]+:v?\\d.*");
        }
        for (String name : List.of("jobmanager", "taskmanager")) {
            JsonNode service = merged(name);
            assertThat(service.path("image").asText()).isEqualTo("spillway:" + version());
            assertThat(service.path("read_only").asBoolean()).isTrue();
            assertThat(texts(service.path("cap_drop"))).containsExactly("ALL");
            image.assertRunnable(texts(service.path("command")));
        }
    }

    @Test
    void everyMountHasASourceAndEveryWritableFolderAMount() throws IOException {
        Set<String> volumes = new HashSet<>();
        JsonNode compose = Documents.yaml(FOLDER.resolve("compose.yaml"));
        compose.path("volumes").fieldNames().forEachRemaining(volumes::add);
        for (Map.Entry<String, JsonNode> service : services()) {
            for (String mount : texts(merged(service.getKey()).path("volumes"))) {
                String source = mount.replaceAll(":.*", "");
                if (source.startsWith(".")) {
                    assertThat(FOLDER.resolve(source)).as(mount).isRegularFile();
                    assertThat(mount).endsWith(":ro");
                } else {
                    assertThat(volumes).contains(source);
                }
            }
        }
        JsonNode taskManager = merged("taskmanager");
        assertThat(texts(taskManager.path("volumes")))
                .contains("./config.yaml:/opt/spillway/conf/config.yaml:ro");
        image.file("/opt/spillway/conf/config.yaml");
        JsonNode configuration = Image.configuration(FOLDER.resolve("config.yaml"));
        String checkpoints =
                URI.create(configuration.path("execution.checkpointing.dir").asText()).getPath();
        assertThat(texts(taskManager.path("volumes"))).contains("checkpoints:" + checkpoints);
        assertThat(texts(taskManager.path("tmpfs")))
                .extracting(mount -> mount.replaceAll(":.*", ""))
                .containsExactlyInAnyOrder(
                        "/tmp", image.dockerfile.environment().get("SPILLWAY_LOG_DIR"));
        assertThat(texts(taskManager.path("tmpfs")))
                .allMatch(mount -> mount.contains("uid=" + image.user()));
    }

    @Test
    void nothingIsReachableFromOutsideThisMachine() {
        List<String> ports = new ArrayList<>();
        services().forEach(service -> ports.addAll(texts(service.getValue().path("ports"))));
        assertThat(ports)
                .contains("127.0.0.1:8081:8081", "127.0.0.1:9090:9090", "127.0.0.1:3000:3000")
                .allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void theTimeToStopIsTheTimeToDrain() throws IOException {
        JsonNode configuration = Image.configuration(FOLDER.resolve("config.yaml"));
        int drain = Image.seconds(configuration.path("spillway.termination.grace-period").asText());
        assertThat(Image.seconds(services.path("taskmanager").path("stop_grace_period").asText()))
                .isEqualTo(drain);
    }

    @Test
    void prometheusAndGrafanaFindWhatTheyShow() throws IOException {
        JsonNode configuration = Image.configuration(FOLDER.resolve("config.yaml"));
        JsonNode scrape =
                Documents.yaml(FOLDER.resolve("prometheus.yaml")).path("scrape_configs").path(0);
        JsonNode dns = scrape.path("dns_sd_configs").path(0);
        assertThat(dns.path("port").asText())
                .isEqualTo(configuration.path("metrics.reporter.prom.port").asText());
        assertThat(texts(dns.path("names"))).allMatch(services::has);
        assertThat(configuration.path("metrics.reporter.prom.host").asText()).isEqualTo("0.0.0.0");

        URI source =
                URI.create(
                        Documents.yaml(FOLDER.resolve("grafana/datasources.yaml"))
                                .path("datasources")
                                .path(0)
                                .path("url")
                                .asText());
        assertThat(services.has(source.getHost())).isTrue();
        assertThat(source.getPort()).isEqualTo(9090);
        String dashboards =
                Documents.yaml(FOLDER.resolve("grafana/dashboards.yaml"))
                        .path("providers")
                        .path(0)
                        .path("options")
                        .path("path")
                        .asText();
        JsonNode grafana = services.path("grafana");
        assertThat(texts(grafana.path("volumes")))
                .contains("../dashboards/fleet.json:" + dashboards + "/fleet.json:ro");
        assertThat(
                        grafana.path("environment")
                                .path("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH")
                                .asText())
                .isEqualTo(dashboards + "/fleet.json");
    }

    @Test
    void theLoadIsWhatTheJobReads() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", FOLDER.resolve("load.sh").toString())
                        .redirectErrorStream(true);
        builder.environment().putAll(Map.of("TROUGH", "2400", "PEAK", "2400", "SECONDS_LEFT", "1"));
        Process load = builder.start();
        List<String> lines =
                new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
        assertThat(load.waitFor()).isZero();
        assertThat(lines).hasSize(2400);
        Map<String, Integer> next = new HashMap<>();
        for (String line : lines) {
            assertThat(line).matches("key-\\d{4}\\t\\d+,\\d+");
            String[] fields = line.split("[\\t,]", -1);
            int sequence = next.merge(fields[0], 1, Integer::sum) - 1;
            assertThat(fields[1]).as(line).isEqualTo(Integer.toString(sequence));
        }
        assertThat(next).hasSize(1200);
    }

    /** A service with what {@code <<: *spillway} puts into it, which a data reader leaves apart. */
    private JsonNode merged(String name) throws IOException {
        JsonNode service = services.path(name);
        if (service.path("image").isTextual()) {
            return service;
        }
        JsonNode common = Documents.yaml(FOLDER.resolve("compose.yaml")).path("x-spillway");
        assertThat(Files.readString(FOLDER.resolve("compose.yaml")))
                .contains("  " + name + ":\n    <<: *spillway\n");
        ObjectNode merged = common.deepCopy();
        return merged.setAll((ObjectNode) service);
    }

    private static String version() {
        return Image.HOME.getFileName().toString().substring("spillway-".length());
    }

    private List<Map.Entry<String, JsonNode>> services() {
        List<Map.Entry<String, JsonNode>> all = new ArrayList<>(services.properties());
        assertThat(all).hasSizeGreaterThan(5);
        return all;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
