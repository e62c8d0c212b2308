package io.spillway.bench.store.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.store.Cloud;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Measurement;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreResultsTest {
    private static final int MIB = 1024 * 1024;

    private final List<Measurement> measurements = new ArrayList<>();

    @TempDir private Path directory;

    @Test
    void ratiosAreOfMediansAtTheSameLatency() {
        measured(Implementation.SPILLWAY, Operation.READ_1_KIB, 0, 1, 5, 9);
        measured(Implementation.SPILLWAY, Operation.READ_1_KIB, 20, 30, 20);
        measured(Implementation.NATIVE, Operation.READ_1_KIB, 20, 50, 51, 100);
        measured(Implementation.PRESTO, Operation.READ_1_KIB, 20, 10, 20, 30);
        StoreResults results = results();

        assertThat(results.medianMs(Implementation.SPILLWAY, Operation.READ_1_KIB, 0)).hasValue(5);
        assertThat(results.medianMs(Implementation.SPILLWAY, Operation.READ_1_KIB, 20))
                .hasValue(25);
        assertThat(results.bestPeerMs(Operation.READ_1_KIB, 20)).hasValue(20);
        assertThat(
                        results.ratio(
                                Operation.READ_1_KIB,
                                20,
                                results.bestPeerMs(Operation.READ_1_KIB, 20)))
                .hasValue(1.25);
        assertThat(results.bestPeerMs(Operation.READ_1_KIB, 0)).isEmpty();
        assertThat(results.latencies()).containsExactly(0, 20);
    }

    @Test
    void requestsAreTheMedianOfEachKind() {
        Measurement measurement =
                new Measurement(
                        Implementation.HADOOP,
                        Operation.WRITE_1_KIB,
                        0,
                        List.of(
                                sample(1, Map.of("PutObject", 1, "HeadObject", 2)),
                                sample(1, Map.of("PutObject", 1, "HeadObject", 3)),
                                sample(1, Map.of("PutObject", 2, "ListObjectsV2", 1))),
                        OptionalDouble.empty(),
                        Optional.empty());

        assertThat(StoreResults.requests(measurement))
                .isEqualTo(Map.of("PutObject", 1, "HeadObject", 2));
    }

    @Test
    void barsSayWhetherTheyAreKept() {
        measured(Implementation.SPILLWAY, Operation.WRITE_1_KIB, 20, 30);
        measured(Implementation.NATIVE, Operation.WRITE_1_KIB, 20, 60);
        measured(Implementation.SPILLWAY, Operation.WRITE_64_MIB, 20, 61);
        measured(Implementation.NATIVE, Operation.WRITE_64_MIB, 20, 100);
        measured(Implementation.SPILLWAY, Operation.RESTORE_256_MIB, 20, 10);

        assertThat(Bars.of(results()))
                .contains(
                        new Bar("write-1-kib: 1 request", "1", Optional.of(true)),
                        new Bar(
                                "write-1-kib: 0.6 x native at most, +20 ms",
                                "0.50",
                                Optional.of(true)),
                        new Bar(
                                "write-64-mib: 0.6 x native at most, +20 ms",
                                "0.61",
                                Optional.of(false)),
                        new Bar(
                                "write-64-mib without the server's assembling: 0.6 x native at"
                                        + " most, +20 ms",
                                "0.51",
                                Optional.of(true)),
                        new Bar("write-64-mib: no temporary file", "0.0 MiB", Optional.of(true)),
                        new Bar(
                                "restore-256-mib: 0.7 x the best peer at most, +20 ms",
                                "-",
                                Optional.empty()),
                        new Bar("plugin: 16 MB at most", "16.1 MB", Optional.of(false)))
                .noneMatch(bar -> bar.text().startsWith("read-1-kib"));
    }

    @Test
    void anAbortMayNeitherLeaveAnUploadNorMakeAnObject() {
        assertThat(abort(Map.of("UploadPart", 3, "AbortMultipartUpload", 1), 0)).isTrue();
        assertThat(abort(Map.of("UploadPart", 3), 1)).isFalse();
        assertThat(abort(Map.of("UploadPart", 8, "CompleteMultipartUpload", 1), 0)).isFalse();
        assertThat(abort(Map.of("PutObject", 1, "DeleteObject", 1), 0)).isFalse();
    }

    private static boolean abort(Map<String, Integer> requests, int left) {
        Sample sample =
                new Sample(
                        1, 1, 1, OptionalDouble.empty(), requests, 0, 24L * MIB, 0, 0, 0, 0, left);
        Measurement measurement =
                new Measurement(
                        Implementation.SPILLWAY,
                        Operation.ABORT_64_MIB,
                        20,
                        List.of(sample),
                        OptionalDouble.empty(),
                        Optional.empty());
        return Bars.of(
                        new StoreResults(
                                Cloud.AWS, "S3Mock", 2, 1, 0, Map.of(), List.of(measurement)))
                .stream()
                .filter(bar -> bar.text().startsWith("abort-64-mib"))
                .findFirst()
                .flatMap(Bar::kept)
                .orElseThrow();
    }

    @Test
    void theFileHasEveryNumber() throws Exception {
        measured(Implementation.SPILLWAY, Operation.WRITE_1_KIB, 0, 15.04, 17);
        measured(Implementation.SPILLWAY, Operation.WRITE_1_KIB, 20, 34);
        measured(Implementation.NATIVE, Operation.WRITE_1_KIB, 0, 32);
        measurements.add(
                new Measurement(
                        Implementation.NATIVE,
                        Operation.WRITE_1_KIB,
                        20,
                        List.of(),
                        OptionalDouble.empty(),
                        Optional.of("it ended early")));
        Path file = directory.resolve("out.json");

        StoreResultsJson.write(results(), file);

        assertThat(directory.toFile().list()).containsExactly("out.json");
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        JsonNode spillway = root.path("implementations").path(0);
        assertThat(spillway.path("name").asText()).isEqualTo("spillway");
        assertThat(spillway.path("pluginBytes").asLong()).isEqualTo(16_100_000);
        JsonNode operation = spillway.path("operations").path(0);
        assertThat(operation.path("name").asText()).isEqualTo("write-1-kib");
        JsonNode plain = operation.path("latencies").path(0);
        assertThat(plain.path("latencyMs").asInt()).isZero();
        assertThat(plain.path("medianMs").asDouble()).isEqualTo(16);
        assertThat(plain.path("allMs").toString()).isEqualTo("[15.0,17.0]");
        assertThat(plain.path("cpuMs").asDouble()).isEqualTo(32);
        assertThat(plain.path("relayCpuMs").asDouble()).isEqualTo(30);
        assertThat(plain.path("serverCpuMs").asDouble()).isEqualTo(40);
        assertThat(plain.path("requests").toString()).isEqualTo("{\"PutObject\":1}");
        assertThat(plain.path("connections").asInt()).isZero();
        assertThat(plain.path("bytes").asInt()).isEqualTo(1124);
        assertThat(plain.path("heapMiB").asDouble()).isEqualTo(2.5);
        assertThat(plain.path("ratio").path("native").asDouble()).isEqualTo(0.501);
        JsonNode failed =
                root.path("implementations").path(1).path("operations").path(0).path("latencies");
        assertThat(failed.path(1).path("medianMs").isNull()).isTrue();
        assertThat(failed.path(1).path("problem").asText()).isEqualTo("it ended early");
        assertThat(root.path("bars").path(0).path("kept").asBoolean()).isTrue();
        assertThat(results().areGood()).isFalse();
    }

    @Test
    void theTablesHaveEveryOperationBarAndProblem() {
        measured(Implementation.SPILLWAY, Operation.WRITE_1_KIB, 20, 34);
        measured(Implementation.NATIVE, Operation.WRITE_1_KIB, 20, 68);

        assertThat(StoreTables.of(results()))
                .contains(
                        "median ms, +20 ms a request  spillway  native  to native  to best peer",
                        "write-1-kib                        34      68       0.50          0.50")
                .anyMatch(line -> line.matches("write-1-kib: 1 request +1 +yes"));
    }

    private StoreResults results() {
        return new StoreResults(
                Cloud.AWS,
                "S3Mock",
                2,
                1,
                0,
                Map.of(Implementation.SPILLWAY, 16_100_000L),
                measurements);
    }

    private void measured(
            Implementation implementation, Operation operation, int latency, double... times) {
        List<Sample> samples = new ArrayList<>();
        for (double each : times) {
            samples.add(sample(each, Map.of("PutObject", 1)));
        }
        measurements.add(
                new Measurement(
                        implementation,
                        operation,
                        latency,
                        samples,
                        OptionalDouble.of(2.5),
                        Optional.empty()));
    }

    private static Sample sample(double milliseconds, Map<String, Integer> requests) {
        return new Sample(
                milliseconds,
                2 * milliseconds,
                30,
                OptionalDouble.of(40),
                requests,
                0,
                1024,
                100,
                0,
                20,
                10,
                0);
    }
}
