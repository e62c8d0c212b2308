package io.spillway.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.scenario.MoveParts;
import io.spillway.bench.scenario.RunResult;
import io.spillway.bench.scenario.Scenario;
import io.spillway.bench.scenario.ScenarioResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final OptionalDouble NONE = OptionalDouble.empty();

    private final Results results =
            new Results(
                    "0",
                    2,
                    List.of(
                            new ScenarioResult(
                                    Scenario.STOCK_SIGTERM,
                                    List.of(
                                            run(1200, 25_000, 1, 1, OptionalDouble.of(400)),
                                            run(1600, 27_000, 1, 1, OptionalDouble.of(500)),
                                            run(1000, 24_000, 2, 3, OptionalDouble.of(900))),
                                    Optional.empty()),
                            new ScenarioResult(
                                    Scenario.SPILLWAY_DRAIN,
                                    List.of(
                                            drain(290.04, 0, 1100, new MoveParts(70, 90, 8, 150)),
                                            drain(310.04, 3, 1200, new MoveParts(90, 80, 12, 170))),
                                    Optional.of("it ended early")),
                            new ScenarioResult(
                                    Scenario.SPILLWAY_SIGKILL,
                                    List.of(run(3000, 5, 2, 2, NONE)),
                                    Optional.empty())));

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Medians.median(3, 1, 2)).hasValue(2);
        assertThat(Medians.median(4, 1, 2, 30)).hasValue(3);
        assertThat(Medians.median(7)).hasValue(7);
        assertThat(Medians.median()).isEmpty();
    }

    @Test
    void theFileHasEachRunTheMediansAndTheRatioToTheStockScenario(@TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("out.json");

        ResultsJson.write(results, file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        JsonNode stock = json.path("scenarios").path(0);
        assertThat(stock.path("name").asText()).isEqualTo("stock-sigterm");
        assertThat(stock.path("runs").size()).isEqualTo(3);
        JsonNode run = stock.path("runs").path(2);
        assertThat(run.path("gapMs").asDouble()).isEqualTo(1000);
        assertThat(run.path("processedAgain").asLong()).isEqualTo(24_000);
        assertThat(run.path("restarts").asInt()).isEqualTo(2);
        assertThat(run.path("failures").asInt()).isEqualTo(3);
        assertThat(run.path("noticeToReleasedMs").asDouble()).isEqualTo(900);
        assertThat(run.path("registeredToRunningMs").isNull()).isTrue();
        assertThat(stock.path("median").path("gapMs").asDouble()).isEqualTo(1200);
        assertThat(stock.path("median").path("processedAgain").asDouble()).isEqualTo(25_000);
        assertThat(stock.has("ratio")).isFalse();

        JsonNode drain = json.path("scenarios").path(1);
        assertThat(drain.path("median").path("gapMs").asDouble()).isEqualTo(300);
        assertThat(drain.path("ratio").path("to").asText()).isEqualTo("stock-sigterm");
        assertThat(drain.path("ratio").path("gap").asDouble()).isEqualTo(0.25);
        assertThat(drain.path("problem").asText()).isEqualTo("it ended early");

        JsonNode move = drain.path("runs").path(1).path("move");
        assertThat(move.path("checkpointMs").asDouble()).isEqualTo(90);
        assertThat(drain.path("median").path("move").path("cancelMs").asDouble()).isEqualTo(85);
        assertThat(stock.path("median").has("move")).isFalse();

        JsonNode kill = json.path("scenarios").path(2);
        assertThat(kill.path("median").path("noticeToReleasedMs").isNull()).isTrue();
        assertThat(kill.has("ratio")).as("its stock scenario was not measured").isFalse();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void theTableHasARowForEachScenarioAndSaysWhatWentWrong() {
        List<String> lines = ResultsTable.of(results);

        assertThat(lines).hasSize(8);
        assertThat(lines.get(0)).startsWith("scenario").contains("processed again");
        assertThat(lines.get(1))
                .startsWith("stock-sigterm")
                .contains("1,200  (1,200 1,600 1,000)")
                .contains("25,000")
                .contains("500 ms");
        assertThat(lines.get(2))
                .contains("300  (290 310)")
                .contains("1,150 ms")
                .endsWith("0.25 x stock-sigterm");
        assertThat(lines.get(3)).startsWith("spillway-sigkill").endsWith("-");
        assertThat(lines.get(4)).isEqualTo("! spillway-drain: it ended early");
        assertThat(lines.get(5)).isEmpty();
        assertThat(lines.get(6)).endsWith("checkpoint  cancel  restore  deploy and initialise");
        assertThat(lines.get(7).split(" +"))
                .containsExactly("spillway-drain", "80", "85", "10", "160");
        int column = lines.get(0).indexOf("restarts") + "restarts".length();
        assertThat(lines.get(1).substring(0, column)).endsWith("1");
        assertThat(lines.get(3).substring(0, column)).endsWith("2");
    }

    @Test
    void whatCouldNotBeMeasuredIsNotGood() {
        assertThat(results.areGood()).isFalse();
        assertThat(new Results("0", 2, List.of(results.scenarios().get(0))).areGood()).isTrue();
    }

    private static RunResult run(
            double gapMs, long again, int restarts, int failures, OptionalDouble releasedMs) {
        return new RunResult(
                gapMs,
                OptionalDouble.of(gapMs),
                5,
                again,
                restarts,
                failures,
                releasedMs,
                NONE,
                NONE,
                NONE,
                Optional.empty());
    }

    private static RunResult drain(double gapMs, long again, double releasedMs, MoveParts move) {
        return new RunResult(
                gapMs,
                OptionalDouble.of(gapMs),
                5,
                again,
                1,
                0,
                OptionalDouble.of(releasedMs),
                NONE,
                NONE,
                NONE,
                Optional.of(move));
    }
}
