package io.spillway.bench.store.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.store.Cloud;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Measurement;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Cloud Storage's results, whose only peer is {@code flink-gs-fs-hadoop}. */
class GcsBarsTest {
    private static final int MIB = 1024 * 1024;
    private static final Map<String, Integer> ONE = Map.of("objects.insert", 1);

    private final List<Measurement> measurements = new ArrayList<>();

    @Test
    void eachIsHeldAgainstHadoop() {
        measured(Implementation.SPILLWAY, Operation.WRITE_1_KIB, 30, 1, ONE);
        measured(Implementation.HADOOP, Operation.WRITE_1_KIB, 60, 1, ONE);
        measured(Implementation.SPILLWAY, Operation.WRITE_256_MIB, 71, 60, ONE);
        measured(Implementation.HADOOP, Operation.WRITE_256_MIB, 100, 70, ONE);
        measured(Implementation.SPILLWAY, Operation.OPEN_4_STREAMS, 40, 9, ONE);
        measured(Implementation.HADOOP, Operation.OPEN_4_STREAMS, 50, 100, ONE);
        measured(Implementation.SPILLWAY, Operation.RESTORE_256_MIB, 70, 16, ONE);
        measured(Implementation.HADOOP, Operation.RESTORE_256_MIB, 100, 2, ONE);
        measured(
                Implementation.SPILLWAY,
                Operation.DELETE_200_FILES,
                70,
                2,
                Map.of("batch", 2, "objects.list", 2));

        assertThat(Bars.of(results()))
                .containsExactly(
                        bar("write-1-kib: 1 request", "1", true),
                        bar("write-1-kib: 0.6 x hadoop at most, +20 ms", "0.50", true),
                        bar("write-256-mib: 0.7 x hadoop at most, +20 ms", "0.71", false),
                        bar("write-256-mib: no temporary file", "0.0 MiB", true),
                        bar("open-4-streams: 0.25 x hadoop's heap at most", "0.09", true),
                        bar("restore-256-mib: 0.7 x hadoop at most, +20 ms", "0.70", true),
                        bar("delete-200-files: 3 requests", "4", false),
                        bar("plugin: 1/3 of hadoop's size at most", "0.50", false));
    }

    private static Bar bar(String text, String measured, boolean kept) {
        return new Bar(text, measured, Optional.of(kept));
    }

    @Test
    void withoutThePeerTimesAreUnknown() {
        measured(Implementation.SPILLWAY, Operation.OPEN_4_STREAMS, 40, 9, ONE);
        measured(Implementation.SPILLWAY, Operation.WRITE_1_KIB, 30, 1, ONE);

        assertThat(Bars.of(results()))
                .contains(
                        new Bar("write-1-kib: 0.6 x hadoop at most, +20 ms", "-", Optional.empty()),
                        new Bar(
                                "open-4-streams: 0.25 x hadoop's heap at most",
                                "-",
                                Optional.empty()));
    }

    @Test
    void anAbortMayComposeNothing() {
        measured(
                Implementation.SPILLWAY,
                Operation.ABORT_64_MIB,
                30,
                1,
                Map.of("objects.insert", 3, "batch", 1));
        assertThat(Bars.of(results())).allMatch(each -> each.kept().orElseThrow());

        measurements.clear();
        measured(
                Implementation.SPILLWAY,
                Operation.ABORT_64_MIB,
                30,
                1,
                Map.of("objects.insert", 8, "objects.compose", 1));
        assertThat(Bars.of(results())).noneMatch(each -> each.kept().orElseThrow());
    }

    @Test
    void theTablesAndTheFileNameThePeer() throws Exception {
        measured(Implementation.SPILLWAY, Operation.WRITE_1_KIB, 34, 1, ONE);
        measured(Implementation.HADOOP, Operation.WRITE_1_KIB, 68, 1, ONE);

        assertThat(StoreTables.of(results()))
                .contains(
                        "median ms, +20 ms a request  spillway  hadoop  to hadoop",
                        "write-1-kib                        34      68       0.50");
        JsonNode root = new ObjectMapper().readTree(StoreResultsJson.of(results()));
        assertThat(root.path("cloud").asText()).isEqualTo("gcp");
        assertThat(root.at("/implementations/0/operations/0/latencies/0/ratio/hadoop").asDouble())
                .isEqualTo(0.5);
    }

    private StoreResults results() {
        return new StoreResults(
                Cloud.GCP,
                "a server",
                2,
                1,
                0,
                measurements.stream().anyMatch(this::isPeers)
                        ? Map.of(Implementation.SPILLWAY, 10L, Implementation.HADOOP, 20L)
                        : Map.of(Implementation.SPILLWAY, 10L),
                measurements);
    }

    private boolean isPeers(Measurement measurement) {
        return measurement.implementation() == Implementation.HADOOP;
    }

    private void measured(
            Implementation implementation,
            Operation operation,
            double milliseconds,
            double heapMiB,
            Map<String, Integer> requests) {
        measurements.add(
                new Measurement(
                        implementation,
                        operation,
                        20,
                        List.of(
                                new Sample(
                                        milliseconds,
                                        10,
                                        20,
                                        OptionalDouble.of(30),
                                        requests,
                                        0,
                                        24L * MIB,
                                        0,
                                        0,
                                        5,
                                        0,
                                        0)),
                        OptionalDouble.of(heapMiB),
                        Optional.empty()));
    }
}
