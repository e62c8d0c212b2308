package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code spillway demo --cloud aws}, short: the plugin and the SDK's clients against the cloud that
 * is played on this machine. The group grows and shrinks once.
 */
class DemoOnAwsIT {
    @TempDir private Path directory;
    private Installation spillway;
    private Path temporary;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.prepared();
        temporary = directory.resolve("tmp");
        spillway.watchTemporaryFiles(temporary);
        // What a developer may have, and no machine of the cloud may see.
        spillway.setEnvironment("AWS_PROFILE", "no-such-profile");
        spillway.setEnvironment("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        spillway.close();
    }

    @Test
    void aGroupThatFollowsCloudWatchCountsEveryRecordOnce() throws Exception {
        ShortDemo demo =
                ShortDemo.start(
                        spillway,
                        directory,
                        "--cloud",
                        "aws",
                        "--s3-server",
                        System.getProperty("spillway.s3.server"),
                        "--max-taskmanagers",
                        "2");
        JsonNode result = demo.growAndShrink(this::isReleased);

        assertThat(result.path("records").asLong()).isGreaterThan(10_000);
        for (String none : List.of("lost", "duplicated", "processedAgain", "failures")) {
            assertThat(result.path(none).asLong(-1)).as(none).isZero();
        }
        assertThat(result.path("maxTaskManagers").asInt()).isEqualTo(2);
        assertThat(ShortDemo.events(result, "SCALE_OUT")).as(demo.output()).hasSize(1);
        assertThat(ShortDemo.events(result, "SCALE_IN")).as(demo.output()).hasSize(1);
        assertThat(result.path("rescales").asInt()).as("one move each").isEqualTo(2);
        assertThat(result.path("plannedRescales").asInt()).isEqualTo(2);
        assertThat(demo.output())
                .as("two launches and a termination, each by the machine itself")
                .contains("Lifecycle hooks: 3 completed, 0 timed out, 0 without a machine")
                .contains("3 CompleteLifecycleAction");
    }

    /** Whether a machine says that the group may take it. */
    private boolean isReleased() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path log : files.filter(f -> f.toString().endsWith("agent.log")).toList()) {
                if (Files.readString(log).contains("DRAINING -> RELEASED")) {
                    return true;
                }
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            // Processes come and go, and so do their files.
        }
        return false;
    }
}
