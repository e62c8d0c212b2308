package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.dist.Installation.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code spillway demo --cloud aws}, short: the plugin and the SDK's clients against the cloud that
 * is played on this machine. The group grows and shrinks once.
 */
class DemoOnAwsIT {
    private static final Duration WHOLE_RUN = Duration.ofMinutes(6);

    /**
     * More than one TaskManager takes, until the high alarm's three periods are over; then next to
     * nothing, for the low alarm's fifteen, the drain, and a margin.
     */
    private static final String UP_AND_DOWN = "seconds,rate\n0,1200\n22,1200\n24,200\n120,200\n";

    @TempDir private Path directory;
    private Installation spillway;
    private Path temporary;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.prepared();
        temporary = Files.createDirectories(directory.resolve("tmp"));
        spillway.setEnvironment("TMPDIR", temporary.toString());
        // What a developer may have, and no machine of the cloud may see.
        spillway.setEnvironment("AWS_PROFILE", "no-such-profile");
        spillway.setEnvironment("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        spillway.close();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).as("temporary files left behind").isEmpty();
        }
    }

    @Test
    void aGroupThatFollowsCloudWatchCountsEveryRecordOnce() throws Exception {
        Path load = Files.writeString(directory.resolve("load.csv"), UP_AND_DOWN);
        Path report = directory.resolve("report");

        Started demo =
                spillway.start(
                        "demo",
                        "--cloud",
                        "aws",
                        "--s3-server",
                        System.getProperty("spillway.s3.server"),
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
        assertThat(result.path("records").asLong()).isGreaterThan(30_000);
        for (String none : List.of("lost", "duplicated", "processedAgain", "failures")) {
            assertThat(result.path(none).asLong(-1)).as(none).isZero();
        }
        assertThat(result.path("maxTaskManagers").asInt()).isEqualTo(2);
        assertThat(kinds(result, "SCALE_OUT")).as(demo.output()).hasSize(1);
        assertThat(kinds(result, "SCALE_IN")).as(demo.output()).hasSize(1);
        assertThat(result.path("rescales").asInt()).as("one move each").isEqualTo(2);
        assertThat(result.path("plannedRescales").asInt()).isEqualTo(2);
        assertThat(demo.output())
                .as("two launches and a termination, each by the machine itself")
                .contains("Lifecycle hooks: 3 completed, 0 timed out, 0 without a machine")
                .contains("3 CompleteLifecycleAction");
    }

    private static List<JsonNode> kinds(JsonNode report, String kind) {
        List<JsonNode> found = new ArrayList<>();
        report.path("events")
                .forEach(
                        event -> {
                            if (event.path("kind").asText().equals(kind)) {
                                found.add(event);
                            }
                        });
        return found;
    }
}
