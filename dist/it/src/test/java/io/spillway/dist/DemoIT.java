package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.dist.Installation.Ended;
import io.spillway.dist.Installation.Started;
import io.spillway.dist.monitoring.WatchedFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code spillway demo}, short: the fleet grows and shrinks once, and nothing is lost; and whoever
 * watches it by the shipped dashboard and rules sees that.
 */
class DemoIT {
    @TempDir private Path directory;
    private Installation spillway;
    private Path temporary;
    private Path report;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.prepared();
        temporary = directory.resolve("tmp");
        spillway.watchTemporaryFiles(temporary);
        report = directory.resolve("report");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        spillway.close();
    }

    @Test
    void aFleetThatGrowsAndShrinksCountsEveryRecordOnce() throws Exception {
        ShortDemo demo = ShortDemo.start(spillway, directory, "--max-taskmanagers", "3", "--json");
        JsonNode result;
        try (WatchedFleet watched = WatchedFleet.start(spillway.home(), directory)) {
            result =
                    demo.growAndShrink(
                            () -> {
                                watched.look(temporary);
                                return true;
                            });
            watched.assertSeen(demo.output());
        }

        assertThat(new ObjectMapper().readTree(Files.readString(demo.standardOutput())))
                .as("--json prints the report")
                .isEqualTo(result);
        assertThat(result.path("mode").asText()).isEqualTo("spillway");
        assertThat(result.path("records").asLong()).isGreaterThan(10_000);
        assertThat(result.path("lost").asLong(-1)).isZero();
        assertThat(result.path("duplicated").asLong(-1)).isZero();
        assertThat(result.path("processedAgain").asLong(-1))
                .as("moves are exact, with a transactional sink too")
                .isZero();
        assertThat(result.path("failures").asInt(-1)).isZero();
        assertThat(result.path("maxTaskManagers").asInt()).isBetween(2, 3);
        assertThat(result.path("rescales").asInt()).as(demo.output()).isGreaterThanOrEqualTo(2);
        assertThat(result.path("plannedRescales").asInt())
                .isEqualTo(result.path("rescales").asInt());
        assertThat(result.path("downtimeMs").asDouble()).isPositive();
        assertThat(result.path("longestGapMs").asDouble()).isPositive();
        for (String name :
                List.of(
                        "peakBacklogSeconds",
                        "p99BacklogSeconds",
                        "areaOverIdeal",
                        "areaUnderIdeal")) {
            assertThat(result.path(name).isNumber()).as(name).isTrue();
        }
        for (String kind : List.of("SCALE_OUT", "SCALE_IN", "RESCALE")) {
            assertThat(ShortDemo.events(result, kind)).as(kind).isNotEmpty();
        }
        for (String kind : List.of("FAILURE", "LOSS")) {
            assertThat(ShortDemo.events(result, kind)).as(kind).isEmpty();
        }
        assertThat(ShortDemo.events(result, "DRAIN"))
                .as("drains that were done")
                .anyMatch(drain -> drain.path("durationMs").isNumber());
        assertThat(demo.report().resolve("report.html")).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Starting Kafka", "The load runs"})
    void ctrlCTakesEverythingDownAtAnyMoment(String moment) throws Exception {
        Interrupts.assumeTheyArrive();
        Started demo =
                spillway.start("demo", "--report-dir", report.toString(), "--duration", "5min");
        await().atMost(Installation.ENOUGH).until(() -> demo.output().contains(moment));

        new ProcessBuilder("kill", "-INT", Long.toString(demo.process().pid())).start().waitFor();

        assertThat(demo.exitCode()).as(demo.output()).isEqualTo(130);
        assertThat(demo.output()).contains("interrupted; everything is stopped");
        assertThat(demo.output()).doesNotContain("\tat ");
    }

    @Test
    void aDemoThatIsKilledLeavesNoProcessEither() throws Exception {
        Started demo = spillway.start("demo", "--report-dir", report.toString(), "--no-page");
        await().atMost(Installation.ENOUGH).until(() -> demo.output().contains("The load runs"));
        assertThat(spillway.processes()).hasSizeGreaterThan(4);
        assertThat(demo.output()).doesNotContain("page is at http");

        demo.kill();

        await().atMost(Installation.ENOUGH).until(() -> spillway.processes().isEmpty());
        // Nobody was left to delete the files; the next run's test looks at an empty directory.
        try (Stream<Path> left = Files.walk(temporary)) {
            List<Path> files = new ArrayList<>(left.toList());
            files.remove(temporary);
            files.sort((a, b) -> b.compareTo(a));
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,100\\nfast\\n | line 2: 'fast' has 1 field(s); expected is 'seconds,rate'",
                "seconds,rate\\n | has no rates; expected is 'seconds,rate'"
            })
    void aRateFileThatIsWrongIsNamedWithItsLine(String text, String complaint) throws Exception {
        Path load = Files.writeString(directory.resolve("load.csv"), text.replace("\\n", "\n"));

        Ended ended = spillway.run("demo", "--rate-file", load.toString());

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.errors().lines()).hasSize(1);
        assertThat(ended.errors())
                .startsWith("spillway demo: --rate-file: " + load)
                .contains(complaint);
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            Ended ended = spillway.run("demo", "--port", port, "--report-dir", report.toString());

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.errors().lines()).hasSize(1);
            assertThat(ended.errors())
                    .contains("--port: " + port + " can't be had")
                    .contains("name another one");
        }
    }
}
