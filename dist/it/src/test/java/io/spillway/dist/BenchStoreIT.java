package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.dist.Installation.Ended;
import io.spillway.dist.Installation.Started;
import io.spillway.localcloud.objectstore.MockS3;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway bench store} with Spillway alone: the other plugins are no part of the build. */
class BenchStoreIT {
    /** Half a minute on a machine that does nothing else. */
    private static final Duration WHOLE_RUN = Duration.ofMinutes(10);

    @TempDir private Path directory;
    private Installation spillway;
    private Path peers;
    private Path out;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.in(directory);
        spillway.watchTemporaryFiles(directory.resolve("tmp"));
        out = directory.resolve("out.json");
        peers = Files.createDirectories(directory.resolve("peers"));
        Files.createSymbolicLink(peers.resolve("s3mock"), Path.of(System.getProperty(MockS3.JARS)));
    }

    @AfterEach
    void nothingIsLeftBehind() {
        spillway.close();
    }

    @Test
    void countsWhatEachOperationAsks() throws Exception {
        Started bench =
                spillway.start(
                        "bench",
                        "store",
                        "--peers",
                        peers.toString(),
                        "--runs",
                        "1",
                        "--latency",
                        "0",
                        "--out",
                        out.toString(),
                        "--implementation",
                        "spillway",
                        "--operation",
                        "first-use",
                        "write-1-kib",
                        "abort-64-mib",
                        "read-5-mib",
                        "restore-20x1-mib",
                        "delete-200-files");
        Awaitility.await().atMost(WHOLE_RUN).until(() -> !bench.process().isAlive());

        assertThat(bench.exitCode()).as(bench.output()).isZero();
        JsonNode root = new ObjectMapper().readTree(out.toFile());
        JsonNode measured = root.path("implementations").path(0);
        assertThat(measured.path("name").asText()).isEqualTo("spillway");
        assertThat(measured.path("pluginBytes").asLong()).isBetween(1_000_000L, 16_000_000L);
        assertThat(numbers(measured, 0, "first-use").path("requests").size()).isPositive();
        JsonNode write = numbers(measured, 1, "write-1-kib");
        assertThat(write.path("requests").toString()).isEqualTo("{\"PutObject\":1}");
        assertThat(write.path("bytes").asLong()).isGreaterThanOrEqualTo(1024);
        assertThat(write.path("localMiB").asDouble()).isZero();
        JsonNode abort = numbers(measured, 2, "abort-64-mib");
        assertThat(abort.path("requests").has("AbortMultipartUpload")).isTrue();
        assertThat(abort.path("leftUploads").asInt()).isZero();
        JsonNode read = numbers(measured, 3, "read-5-mib");
        assertThat(read.path("requests").toString()).isEqualTo("{\"GetObject\":1}");
        assertThat(read.path("connections").asInt()).isZero();
        assertThat(numbers(measured, 4, "restore-20x1-mib").path("requests").toString())
                .isEqualTo("{\"GetObject\":20}");
        assertThat(numbers(measured, 5, "delete-200-files").path("requests").toString())
                .isEqualTo("{\"DeleteObjects\":1,\"ListObjectsV2\":1}");
        assertThat(root.path("bars").findValuesAsText("bar"))
                .contains("write-1-kib: 1 request", "plugin: 16 MB at most");
        assertThat(bench.output())
                .contains("run 1 of 1, +0 ms: write-1-kib: spillway ")
                .contains("delete-200-files: 2 requests");
    }

    @Test
    void countsWhatCloudStorageIsAsked() throws Exception {
        Ended bench =
                spillway.run(
                        "bench",
                        "store",
                        "--cloud",
                        "gcp",
                        "--peers",
                        directory.toString(),
                        "--runs",
                        "1",
                        "--latency",
                        "0",
                        "--out",
                        out.toString(),
                        "--operation",
                        "write-1-kib",
                        "write-64-mib",
                        "open-4-streams",
                        "abort-64-mib",
                        "restore-20x1-mib",
                        "delete-200-files");

        assertThat(bench.exitCode()).as(bench.output() + bench.errors()).isZero();
        assertThat(bench.output()).contains("Without hadoop: its jars aren't in " + directory);
        JsonNode root = new ObjectMapper().readTree(out.toFile());
        assertThat(root.path("cloud").asText()).isEqualTo("gcp");
        JsonNode measured = root.path("implementations").path(0);
        assertThat(numbers(measured, 0, "write-1-kib").path("requests").toString())
                .isEqualTo("{\"objects.insert\":1}");
        assertThat(numbers(measured, 1, "write-64-mib").path("requests").toString())
                .isEqualTo("{\"objects.compose\":1,\"objects.insert\":8}");
        JsonNode open = numbers(measured, 2, "open-4-streams");
        assertThat(open.path("requests").toString()).isEqualTo("{\"objects.insert\":4}");
        // Four times 2 MiB, less what is let go meanwhile of what was live before.
        assertThat(open.path("heapMiB").asDouble()).isBetween(6.5, 24.0);
        JsonNode abort = numbers(measured, 3, "abort-64-mib");
        assertThat(abort.path("requests").has("objects.compose")).isFalse();
        assertThat(abort.path("leftUploads").asInt()).isZero();
        assertThat(numbers(measured, 4, "restore-20x1-mib").path("requests").toString())
                .isEqualTo("{\"objects.get?alt=media\":20}");
        assertThat(numbers(measured, 5, "delete-200-files").path("requests").toString())
                .isEqualTo("{\"batch\":2,\"objects.list\":1}");
        assertThat(spillway.processes()).noneMatch(line -> line.contains("StorageServerMain"));
    }

    @Test
    void measuresAgainstAServerThatIsThere() throws Exception {
        try (MockS3 server = MockS3.open()) {
            String[] arguments = {
                "bench",
                "store",
                "--endpoint",
                server.server().toString(),
                "--bucket",
                MockS3.OTHER_BUCKET,
                "--peers",
                directory.toString(),
                "--runs",
                "1",
                "--latency",
                "0",
                "--out",
                out.toString(),
                "--setting",
                "s3.upload.part-size=16mb",
                "--operation",
                "write-1-kib",
                "write-64-mib",
                "restore-20x1-mib"
            };
            spillway.setEnvironment("AWS_ACCESS_KEY_ID", "tester");
            spillway.setEnvironment("AWS_SECRET_ACCESS_KEY", "no-secret-at-all");
            Ended bench = spillway.run(arguments);

            assertThat(bench.exitCode()).as(bench.output() + bench.errors()).isZero();
            JsonNode root = new ObjectMapper().readTree(out.toFile());
            assertThat(root.path("server").asText()).isEqualTo(server.server().toString());
            JsonNode measured = root.path("implementations").path(0);
            assertThat(numbers(measured, 0, "write-1-kib").path("requests").toString())
                    .isEqualTo("{\"PutObject\":1}");
            assertThat(
                            numbers(measured, 1, "write-64-mib")
                                    .path("requests")
                                    .path("UploadPart")
                                    .asInt())
                    .isEqualTo(4);
            assertThat(numbers(measured, 2, "restore-20x1-mib").path("requests").toString())
                    .isEqualTo("{\"GetObject\":20}");
            assertThat(
                            HttpClient.newHttpClient()
                                    .send(
                                            HttpRequest.newBuilder(
                                                            URI.create(
                                                                    "%s/%s?list-type=2"
                                                                            .formatted(
                                                                                    server.server(),
                                                                                    MockS3
                                                                                            .OTHER_BUCKET)))
                                                    .build(),
                                            HttpResponse.BodyHandlers.ofString())
                                    .body())
                    .contains("<KeyCount>0</KeyCount>");

            arguments[5] = "nobodys";
            Ended wrong = spillway.run(arguments);
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.errors().strip())
                    .startsWith("spillway bench store: --endpoint: " + server.server())
                    .contains("bucket nobodys", "NoSuchBucket")
                    .doesNotContain("\n");
        }
    }

    @Test
    void whatIsMissingIsToldInOneLine() {
        Ended bench = spillway.run("bench", "store", "--out", out.toString());
        assertThat(bench.exitCode()).isEqualTo(2);
        assertThat(bench.errors().strip())
                .startsWith("spillway bench store: needs an S3 server and the plugins")
                .doesNotContain("\n");

        Ended other =
                spillway.run(
                        "bench",
                        "store",
                        "--out",
                        out.toString(),
                        "--peers",
                        peers.toString(),
                        "--implementation",
                        "native");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.errors().strip())
                .contains("the jars of flink-s3-fs-native aren't in " + peers)
                .doesNotContain("\n");
    }

    @Test
    void ctrlCTakesEverythingDown() throws Exception {
        Interrupts.assumeTheyArrive();
        Started bench =
                spillway.start(
                        "bench", "store", "--peers", peers.toString(), "--out", out.toString());
        Awaitility.await()
                .atMost(Installation.ENOUGH)
                .until(
                        () ->
                                spillway.processes().stream()
                                        .anyMatch(line -> line.contains("WorkerMain")));

        new ProcessBuilder("kill", "-INT", Long.toString(bench.process().pid())).start().waitFor();

        assertThat(bench.exitCode()).as(bench.output()).isEqualTo(130);
        assertThat(bench.output())
                .contains("spillway bench: interrupted; everything is stopped")
                .doesNotContain("!");
    }

    private static JsonNode numbers(JsonNode implementation, int index, String name) {
        JsonNode operation = implementation.path("operations").path(index);
        assertThat(operation.path("name").asText()).isEqualTo(name);
        JsonNode numbers = operation.path("latencies").path(0);
        assertThat(numbers.has("problem")).as(numbers.toString()).isFalse();
        assertThat(numbers.path("medianMs").asDouble()).isPositive();
        return numbers;
    }
}
