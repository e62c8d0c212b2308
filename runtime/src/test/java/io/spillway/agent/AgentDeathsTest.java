package io.spillway.agent;

import static io.spillway.agent.AgentFixture.ID;
import static io.spillway.agent.AgentFixture.SLOTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the deaths of its TaskManager make the agent do. */
class AgentDeathsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void leadToARestartAfterABackoff() {
        AgentFixture f = AgentFixture.inService();
        f.jobManager.registered.clear();
        f.taskManagers.last().die(1);
        f.advance(Duration.ofMillis(999));
        assertThat(f.taskManagers.started).hasSize(1);
        f.advance(Duration.ofMillis(1));
        assertThat(f.taskManagers.started).hasSize(2);
        f.jobManager.registered.put(ID, SLOTS);
        f.advance(SECOND);
        assertThat(f.lifecycle.told)
                .as("the launch was completed before")
                .containsOnlyOnce("joined");
        assertThat(f.jobManager.announcements).hasSize(2);
    }

    @Test
    void waitTwiceAsLongTheSecondTime() {
        AgentFixture f = new AgentFixture();
        f.taskManagers.last().die(1);
        f.advance(SECOND);
        f.taskManagers.last().die(1);
        f.advance(Duration.ofMillis(1999));
        assertThat(f.taskManagers.started).hasSize(2);
        f.advance(Duration.ofMillis(1));
        assertThat(f.taskManagers.started).hasSize(3);
    }

    @Test
    void threeInFiveMinutesAreTooMany() {
        AgentFixture f = AgentFixture.inService();
        f.taskManagers.last().die(1);
        f.advance(SECOND.multipliedBy(100));
        f.taskManagers.last().die(1);
        f.advance(SECOND.multipliedBy(100));
        f.taskManagers.last().die(1);
        f.executor.run();
        assertThat(f.lifecycle.told).endsWith("unhealthy");
        assertThat(f.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(f.taskManagers.started).hasSize(3);
    }

    @Test
    void threeInMoreThanFiveMinutesAreNot() {
        AgentFixture f = AgentFixture.inService();
        for (int i = 0; i < 5; i++) {
            f.taskManagers.last().die(1);
            f.advance(Duration.ofSeconds(151));
        }
        assertThat(f.exitCode()).isNull();
        assertThat(f.taskManagers.started).hasSize(6);
    }

    @Test
    void ofAProcessThatCannotBeStartedEndTheAgent() {
        AgentFixture f = AgentFixture.inService();
        f.taskManagers.refusal = "no java";
        f.taskManagers.last().die(1);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).endsWith("unhealthy");
        assertThat(f.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void beforeItHasEverJoinedAbandonTheLaunch() {
        AgentFixture f = new AgentFixture();
        f.taskManagers.refusal = "no java";
        f.taskManagers.last().die(1);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).containsExactly("abandon");
        assertThat(f.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void areSaidToAGroupThatIsToldToGoOnWhenItTakesTheMachine() {
        AgentFixture f = thatHasGivenUp();
        assertThat(f.lifecycle.told).endsWith("unhealthy");
        assertThat(f.exitCode()).as("the group would wait for its hook").isNull();
        f.group.notice =
                Optional.of(TerminationNotice.certain(NoticeKind.SCALE_IN, Duration.ofMinutes(5)));
        f.advance(SECOND.multipliedBy(6));
        assertThat(f.lifecycle.told).endsWith("unhealthy", "release");
        assertThat(f.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void endTheAgentAllTheSameWhenNobodyTakesTheMachine() {
        AgentFixture f = thatHasGivenUp();
        f.advance(GivingUp.TAKEN_WITHIN);
        assertThat(f.lifecycle.told).endsWith("unhealthy");
        assertThat(f.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void andASignalEndsTheWaitForTheGroup() {
        AgentFixture f = thatHasGivenUp();
        f.sigterm();
        assertThat(f.lifecycle.told).endsWith("unhealthy");
        assertThat(f.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void ofTheAgentItselfAreSaidToo() {
        AgentFixture f = AgentFixture.inService();
        f.thread.execute(
                () -> {
                    throw new IllegalStateException("a defect");
                });
        f.executor.run();
        assertThat(f.lifecycle.told).endsWith("unhealthy");
        assertThat(f.taskManagers.last().isAlive()).isFalse();
        assertThat(f.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    /** In a group that waits for a word before it ends a machine. */
    private static AgentFixture thatHasGivenUp() {
        AgentFixture f = AgentFixture.inService();
        f.lifecycle.awaitsRelease = true;
        f.taskManagers.refusal = "no java";
        f.taskManagers.last().die(1);
        f.advance(SECOND);
        return f;
    }

    @Test
    void duringADrainLeaveNothingToDrain() {
        AgentFixture f = AgentFixture.inService();
        f.sigterm();
        f.taskManagers.last().die(1);
        f.advance(SECOND.multipliedBy(5));
        assertThat(f.lifecycle.told).endsWith("release");
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(f.taskManagers.started).hasSize(1);
    }

    @Test
    void afterWhichItDoesNotComeBackInTimeAreUnhealthy() {
        AgentFixture f = AgentFixture.inService();
        f.jobManager.registered.clear();
        f.taskManagers.last().die(1);
        f.advance(Duration.ofMinutes(5).plus(SECOND));
        assertThat(f.lifecycle.told).containsExactly("joined", "unhealthy");
        assertThat(f.exitCode()).isEqualTo(ExitCode.FAILED);
    }
}
