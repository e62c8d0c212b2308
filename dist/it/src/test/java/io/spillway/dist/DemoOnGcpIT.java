package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code spillway demo --cloud gcp}, short: the plugin and Google's clients against the cloud that
 * is played on this machine. The group grows and shrinks once.
 */
class DemoOnGcpIT {
    @TempDir private Path directory;
    private Installation spillway;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.prepared();
        spillway.watchTemporaryFiles(directory.resolve("tmp"));
        // What a developer may have, and no machine of the cloud may see.
        spillway.setEnvironment("GOOGLE_APPLICATION_CREDENTIALS", "/no/such/key.json");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        spillway.close();
    }

    @Test
    void aGroupThatFollowsCloudMonitoringCountsEveryRecordOnce() throws Exception {
        ShortDemo demo =
                ShortDemo.start(spillway, directory, "--cloud", "gcp", "--max-taskmanagers", "2");
        JsonNode result = demo.growAndShrink(() -> true);

        assertThat(result.path("records").asLong()).isGreaterThan(10_000);
        for (String none : List.of("lost", "duplicated", "processedAgain", "failures")) {
            assertThat(result.path(none).asLong(-1)).as(none).isZero();
        }
        assertThat(result.path("maxTaskManagers").asInt()).isEqualTo(2);
        assertThat(ShortDemo.events(result, "SCALE_OUT")).as(demo.output()).hasSize(1);
        assertThat(ShortDemo.events(result, "SCALE_IN")).as(demo.output()).hasSize(1);
        assertThat(result.path("rescales").asInt()).as("one move each").isEqualTo(2);
        assertThat(result.path("plannedRescales").asInt()).isEqualTo(2);
        assertThat(demo.output()).contains("CreateTimeSeries");
    }
}
