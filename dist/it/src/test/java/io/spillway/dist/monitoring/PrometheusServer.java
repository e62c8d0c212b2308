package io.spillway.dist.monitoring;

import io.spillway.localcloud.cluster.FreePorts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.MissingNode;

/** A Prometheus server of the machine's own package, on loopback, with the tarball's rules. */
public final class PrometheusServer implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Process process;
    private final int port;
    private final Path targets;
    private final Map<String, String> expected;
    private final Set<String> answered = new TreeSet<>();
    private final Set<String> evaluated = new TreeSet<>();
    private final Set<String> problems = new TreeSet<>();

    private PrometheusServer(
            Process process, int port, Path targets, Map<String, String> expected) {
        this.process = process;
        this.port = port;
        this.targets = targets;
        this.expected = expected;
    }

    /** A program of that name on the PATH, if there is one. */
    public static Optional<Path> program(String name) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path binary = Path.of(directory, name);
            if (Files.isExecutable(binary)) {
                return Optional.of(binary);
            }
        }
        return Optional.empty();
    }

    /**
     * Starts it.
     *
     * @param folder for its configuration and data
     * @param rules the alert rules
     * @param expected the expressions to which it is to find an answer, by name
     */
    public static PrometheusServer start(
            Path binary, Path folder, Path rules, Map<String, String> expected) throws IOException {
        Files.createDirectories(folder);
        Path targets = Files.writeString(folder.resolve("targets.json"), "[]");
        Path config =
                Files.writeString(
                        folder.resolve("prometheus.yaml"),
                        """
                        global: {scrape_interval: 1s, evaluation_interval: 1s}
                        rule_files: ["%s"]
                        scrape_configs:
                          - job_name: spillway
                            file_sd_configs: [{files: ["%s"], refresh_interval: 1s}]
                        """
                                .formatted(rules, targets));
        int port = FreePorts.find(1).get(0);
        Process process =
                new ProcessBuilder(
                                binary.toString(),
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
        return new PrometheusServer(process, port, targets, expected);
    }

    /** Has these scraped from now on. */
    public void watch(Collection<URI> exporters) throws IOException {
        String hosts =
                exporters.stream()
                        .map(uri -> "\"" + uri.getAuthority() + "\"")
                        .collect(Collectors.joining(","));
        Path next =
                Files.writeString(
                        targets.resolveSibling("next"), "[{\"targets\":[" + hosts + "]}]");
        Files.move(next, targets, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Asks what hasn't been answered yet, and how the rules do. */
    public void ask() throws IOException {
        for (Map.Entry<String, String> query : expected.entrySet()) {
            if (!answered.contains(query.getKey()) && hasAnswer(query.getValue())) {
                answered.add(query.getKey());
            }
        }
        for (JsonNode group : get("/api/v1/rules").path("data").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.path("health").asText().equals("ok")) {
                    evaluated.add(rule.path("name").asText());
                }
                if (rule.path("health").asText().equals("err")
                        || rule.path("state").asText().equals("firing")) {
                    problems.add(rule.path("name").asText() + " " + rule.path("lastError"));
                }
            }
        }
    }

    /** The names of the expressions that had an answer at some time. */
    public Set<String> answered() {
        return answered;
    }

    /** The names of the rules that were evaluated at some time. */
    public Set<String> evaluated() {
        return evaluated;
    }

    /** Rules that couldn't be evaluated, and alerts that fired, at some time. */
    public Set<String> problems() {
        return problems;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasAnswer(String expression) throws IOException {
        return !get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("data")
                .path("result")
                .isEmpty();
    }

    private JsonNode get(String path) throws IOException {
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(TIMEOUT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body());
        } catch (ConnectException | HttpTimeoutException e) {
            // It is starting, or the machine is busy: the next turn asks again.
            return MissingNode.getInstance();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
