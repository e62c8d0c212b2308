package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.dist.Installation.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code spillway demo --cloud gcp}, short: the plugin and Google's clients against the cloud that
 * is played on this machine. The group grows and shrinks once.
 */
class DemoOnGcpIT {
    private static final Duration WHOLE_RUN = Duration.ofMinutes(6);

    /** More than one TaskManager takes; then next to nothing, for the autoscaler's look back. */
    private static final String UP_AND_DOWN = "seconds,rate\n0,1200\n18,1200\n20,200\n80,200\n";

    @TempDir private Path directory;
    private Installation spillway;
    private Path temporary;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.prepared();
        temporary = Files.createDirectories(directory.resolve("tmp"));
        spillway.setEnvironment("TMPDIR", temporary.toString());
        // What a developer may have, and no machine of the cloud may see.
        spillway.setEnvironment("GOOGLE_APPLICATION_CREDENTIALS", "/no/such/key.json");
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        spillway.close();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).as("temporary files left behind").isEmpty();
        }
    }

    @Test
    void aGroupThatFollowsCloudMonitoringCountsEveryRecordOnce() throws Exception {
        Path load = Files.writeString(directory.resolve("load.csv"), UP_AND_DOWN);
        Path report = directory.resolve("report");

        Started demo =
                spillway.start(
                        "demo",
                        "--cloud",
                        "gcp",
                        "--rate-file",
                        load.toString(),
                        "--max-taskmanagers",
                        "2",
                        "--report-dir",
                        report.toString(),
                        "--no-page");
        await().atMost(WHOLE_RUN)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !demo.process().isAlive());

        assertThat(demo.exitCode()).as(demo.output()).isZero();
        JsonNode result = new ObjectMapper().readTree(report.resolve("report.json").toFile());
        assertThat(result.path("records").asLong()).isGreaterThan(20_000);
        for (String none : List.of("lost", "duplicated", "processedAgain", "failures")) {
            assertThat(result.path(none).asLong(-1)).as(none).isZero();
        }
        assertThat(result.path("maxTaskManagers").asInt()).isEqualTo(2);
        assertThat(result.path("rescales").asInt()).as(demo.output()).isEqualTo(2);
        assertThat(result.path("plannedRescales").asInt()).isEqualTo(2);
        assertThat(demo.output()).contains("CreateTimeSeries");
    }
}
