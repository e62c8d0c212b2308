package io.spillway.agent;

import static io.spillway.agent.AgentFixture.ID;
import static io.spillway.agent.AgentFixture.SLOTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.DrainState;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the agent drains its TaskManager before it stops it. */
class AgentDrainsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void thenStopsAndReleases() {
        AgentFixture f = AgentFixture.inService();
        f.sigterm();
        assertThat(f.jobManager.requests).hasSize(1);
        assertThat(f.jobManager.requests.get(0).reason()).isEqualTo("SHUTDOWN");
        assertThat(f.jobManager.requests.get(0).timeLeftMs()).isEqualTo(30_000);
        f.advance(SECOND);
        assertThat(f.taskManagers.last().terminated).isFalse();
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.taskManagers.last().terminated).isTrue();
        assertThat(f.taskManagers.last().killed).isFalse();
        assertThat(f.lifecycle.told).containsExactly("joined", "release");
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void onceHoweverOftenItIsTold() {
        AgentFixture f = AgentFixture.inService();
        f.sigterm();
        f.advance(SECOND.multipliedBy(10));
        f.sigterm();
        assertThat(f.jobManager.requests).hasSize(1);
        assertThat(f.taskManagers.last().terminated).isFalse();
        f.advance(SECOND.multipliedBy(16));
        assertThat(f.exitCode()).as("a second SIGTERM doesn't lengthen the time").isNull();
        f.advance(SECOND);
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void noLongerThanTheDeadlineLessTheMargin() {
        AgentFixture f = AgentFixture.inService();
        f.sigterm();
        f.advance(Duration.ofMillis(26_999));
        assertThat(f.taskManagers.last().terminated).isFalse();
        f.advance(Duration.ofMillis(1));
        assertThat(f.taskManagers.last().terminated).isTrue();
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void andKillsAProcessThatDoesNotGo() {
        AgentFixture f = AgentFixture.inService();
        f.taskManagers.obedient = false;
        f.sigterm();
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(Duration.ofMillis(100));
        assertThat(f.taskManagers.last().terminated).isTrue();
        f.advance(Duration.ofMillis(4_999));
        assertThat(f.taskManagers.last().killed).isFalse();
        f.advance(Duration.ofMillis(1));
        assertThat(f.taskManagers.last().killed).isTrue();
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void andKillsBeforeTheMachineGoesWhereThatIsSooner() {
        AgentFixture f = AgentFixture.inService();
        f.taskManagers.obedient = false;
        f.sigterm();
        f.advance(Duration.ofMillis(29_499));
        assertThat(f.taskManagers.last().killed).isFalse();
        f.advance(Duration.ofMillis(1));
        assertThat(f.taskManagers.last().killed).isTrue();
    }

    @Test
    void againAfterAFailoverThatForgotIt() {
        AgentFixture f = AgentFixture.inService();
        f.sigterm();
        f.jobManager.drains.clear();
        f.advance(SECOND);
        assertThat(f.jobManager.requests).hasSize(2);
        assertThat(f.jobManager.requests.get(1).timeLeftMs()).isBetween(29_000L, 29_999L);
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void acrossAShortFailover() {
        AgentFixture f = AgentFixture.inService();
        f.sigterm();
        f.jobManager.reachable = false;
        f.advance(SECOND.multipliedBy(2));
        f.jobManager.reachable = true;
        f.jobManager.drains.clear();
        f.jobManager.registered.clear();
        f.advance(Duration.ofMillis(500));
        f.jobManager.registered.put(ID, SLOTS);
        f.advance(SECOND);
        assertThat(f.taskManagers.last().terminated).isFalse();
        assertThat(f.jobManager.requests).hasSize(2);
    }

    @Test
    void notWhileTheJobManagerIsAway() {
        AgentFixture f = AgentFixture.inService();
        f.jobManager.reachable = false;
        f.sigterm();
        f.advance(Duration.ofMillis(2_999));
        assertThat(f.taskManagers.last().terminated).isFalse();
        f.advance(Duration.ofMillis(2));
        assertThat(f.taskManagers.last().terminated).isTrue();
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void notWhatNeverJoined() {
        AgentFixture f = new AgentFixture();
        f.sigterm();
        assertThat(f.jobManager.requests).isEmpty();
        assertThat(f.taskManagers.last().terminated).isTrue();
        assertThat(f.lifecycle.told).containsExactly("release");
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void whatTheJobManagerLostAtOnce() {
        AgentFixture f = AgentFixture.inService();
        f.sigterm();
        f.jobManager.drains.put(ID, DrainState.GONE);
        f.advance(SECOND);
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void againWhenSomebodyCancelledItThoughTheMachineGoes() {
        AgentFixture f = AgentFixture.inService();
        f.sigterm();
        f.jobManager.drains.put(ID, DrainState.CANCELLED);
        f.advance(SECOND.multipliedBy(2));
        assertThat(f.jobManager.requests).hasSize(2);
        assertThat(f.jobManager.drains).containsEntry(ID, DrainState.ACCEPTED);
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void withHeartbeatsWhileThereIsProgress() {
        AgentFixture f = AgentFixture.inService();
        f.group.notice =
                Optional.of(new TerminationNotice(NoticeKind.SCALE_IN, Optional.empty(), true));
        f.advance(SECOND.multipliedBy(35));
        assertThat(f.lifecycle.told).containsExactly("joined", "heartbeat", "heartbeat");
    }

    @Test
    void andReleasesThoughTheCloudCannotBeTold() {
        AgentFixture f = AgentFixture.inService();
        f.lifecycle.failing = true;
        f.sigterm();
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }
}
