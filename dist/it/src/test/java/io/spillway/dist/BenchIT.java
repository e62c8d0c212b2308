package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.dist.Installation.Started;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway bench drain}: one scenario of stock Flink, one of Spillway. */
class BenchIT {
    /** A minute on a machine that does nothing else. */
    private static final Duration WHOLE_RUN = Duration.ofMinutes(8);

    @TempDir private Path directory;
    private Installation spillway;
    private Path out;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.prepared();
        spillway.watchTemporaryFiles(directory.resolve("tmp"));
        out = directory.resolve("out.json");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        spillway.close();
    }

    @Test
    void stockFlinkFailsOverAndSpillwayMoves() throws Exception {
        Started bench =
                spillway.start(
                        "bench",
                        "drain",
                        "--runs",
                        "1",
                        "--out",
                        out.toString(),
                        "--scenario",
                        "stock-sigterm",
                        "spillway-drain");
        Awaitility.await().atMost(WHOLE_RUN).until(() -> !bench.process().isAlive());

        assertThat(bench.exitCode()).as(bench.output()).isZero();
        JsonNode scenarios = new ObjectMapper().readTree(out.toFile()).path("scenarios");
        JsonNode stock = run(scenarios, 0, "stock-sigterm");
        JsonNode drain = run(scenarios, 1, "spillway-drain");
        assertThat(stock.path("failures").asInt()).isPositive();
        assertThat(stock.path("gapMs").asDouble())
                .as("its backoff alone is 1 s")
                .isGreaterThan(900);
        // 5000 a second since the last checkpoint, which is 5 s old where the machine isn't busy.
        assertThat(stock.path("processedAgain").asLong()).isPositive();
        assertThat(drain.path("failures").asInt()).isZero();
        assertThat(drain.path("restarts").asInt()).isEqualTo(1);
        assertThat(drain.path("gapMs").asDouble()).isPositive();
        assertThat(drain.path("processedAgain").asLong())
                .isLessThan(stock.path("processedAgain").asLong());
        assertThat(drain.path("noticeToReleasedMs").asDouble()).isPositive();
        assertThat(bench.output())
                .contains("stock-sigterm: SIGTERM to 1 of 3 TaskManagers")
                .contains("  run 1 of 1: gap ")
                .contains(" x stock-sigterm");
    }

    @Test
    void ctrlCTakesEverythingDown() throws Exception {
        Interrupts.assumeTheyArrive();
        Started bench = spillway.start("bench", "drain", "--out", out.toString());
        Awaitility.await()
                .atMost(Installation.ENOUGH)
                .until(() -> processes("TaskManagerRunner") >= 3);

        new ProcessBuilder("kill", "-INT", Long.toString(bench.process().pid())).start().waitFor();

        assertThat(bench.exitCode()).as(bench.output()).isEqualTo(130);
        assertThat(bench.output())
                .contains("spillway bench: interrupted; everything is stopped")
                .doesNotContain("!");
    }

    private long processes(String word) {
        return spillway.processes().stream().filter(line -> line.contains(word)).count();
    }

    private static JsonNode run(JsonNode scenarios, int index, String name) {
        JsonNode scenario = scenarios.path(index);
        assertThat(scenario.path("name").asText()).isEqualTo(name);
        assertThat(scenario.has("problem")).as(scenario.toString()).isFalse();
        assertThat(scenario.path("runs").size()).isEqualTo(1);
        for (String number : List.of("gapMs", "processedAgain", "restarts", "failures")) {
            assertThat(scenario.path("median").path(number).isNumber()).as(number).isTrue();
        }
        return scenario.path("runs").path(0);
    }
}
