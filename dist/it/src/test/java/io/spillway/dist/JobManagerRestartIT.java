package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.dist.Installation.Started;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a drain when the JobManager's process dies in the middle of it. */
class JobManagerRestartIT {
    private Installation spillway;
    private Fleet fleet;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.prepared();
        fleet = spillway.fleet();
    }

    @AfterEach
    void close() {
        spillway.close();
    }

    @Test
    void theNextJobManagerHearsOfTheDrainAndEndsIt() {
        Started first = startJobManager();
        Started leaving = startTaskManager();
        fleet.awaitRunning(1);

        // Nothing else can host the job: the drain goes on for as long as the deadline allows.
        leaving.terminate();
        fleet.await("draining", view -> states(view).contains("DRAINING"));
        first.kill();
        await().atMost(Installation.ENOUGH).until(() -> !first.process().isAlive());
        assertThat(leaving.process().isAlive()).as(leaving.output()).isTrue();
        startJobManager();

        assertThat(leaving.exitCode()).as(spillway.outputs()).isZero();
        // By the word of the new JobManager, not because time or patience had run out.
        assertThat(leaving.output()).contains("DRAINING -> RELEASED").contains("drained in");
        startTaskManager();
        assertThat(Fleet.job(fleet.awaitRunning(1), "failures")).isZero();
    }

    private Started startJobManager() {
        return spillway.start(
                "jobmanager",
                "--job-jar",
                spillway.home().resolve("examples/top-speed-windowing.jar").toString(),
                "--",
                "--discard");
    }

    private Started startTaskManager() {
        return spillway.start(
                "taskmanager",
                "-Dspillway.termination.grace-period=80s",
                "-Dspillway.drain.jobmanager-patience=70s");
    }

    private static List<String> states(JsonNode view) {
        List<String> states = new ArrayList<>();
        view.path("taskManagers").forEach(t -> states.add(t.path("state").asText()));
        return states;
    }
}
