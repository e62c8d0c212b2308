package io.spillway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.CheckpointProgress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the agent does on a JobManager that knows no drains. */
class AgentOnAStockJobManagerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void takesACheckpointAndStops() {
        AgentFixture f = AgentFixture.inService();
        f.jobManager.ours = false;
        f.jobManager.jobs.add("job");
        f.sigterm();
        f.advance(SECOND);
        assertThat(f.jobManager.triggered).containsExactly("job");
        assertThat(f.taskManagers.last().terminated).isFalse();
        f.jobManager.checkpoint =
                new CheckpointProgress(CheckpointProgress.State.COMPLETED, 4L, null);
        f.advance(SECOND);
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void stopsWhenTheCheckpointFails() {
        AgentFixture f = AgentFixture.inService();
        f.jobManager.ours = false;
        f.jobManager.jobs.add("job");
        f.jobManager.checkpoint =
                new CheckpointProgress(CheckpointProgress.State.FAILED, null, "disk full");
        f.sigterm();
        f.advance(SECOND);
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void stopsInTimeWhenTheCheckpointTakesTooLong() {
        AgentFixture f = AgentFixture.inService();
        f.jobManager.ours = false;
        f.jobManager.jobs.add("job");
        f.sigterm();
        f.advance(Duration.ofSeconds(27));
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void stopsAtOnceWithoutAJob() {
        AgentFixture f = AgentFixture.inService();
        f.jobManager.ours = false;
        f.sigterm();
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }
}
