package io.spillway.agent;

import static io.spillway.agent.AgentFixture.ID;
import static io.spillway.agent.AgentFixture.SLOTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.TaskManagerAnnouncement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the agent joins, and what becomes of it when it can't. */
class AgentJoinsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void whenAllSlotsAreRegistered() {
        AgentFixture f = new AgentFixture();
        assertThat(f.taskManagers.started).hasSize(1);
        f.jobManager.registered.put(ID, SLOTS - 1);
        f.advance(SECOND.multipliedBy(3));
        assertThat(f.lifecycle.told).isEmpty();
        assertThat(f.lifecycle.prepared).isEqualTo(1);
        f.jobManager.registered.put(ID, SLOTS);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).containsExactly("joined");
        assertThat(f.jobManager.announcements)
                .containsExactly(new TaskManagerAnnouncement("zone-a", "m5", null));
    }

    @Test
    void asSoonAsTheTaskManagerItselfSaysSo() {
        AgentFixture f = new AgentFixture();
        f.jobManager.registered.put(ID, SLOTS);
        f.advance(Duration.ofMillis(500));
        assertThat(f.lifecycle.told).isEmpty();
        f.taskManagers.last().registered = true;
        f.advance(RegistrationWatch.LISTEN);
        assertThat(f.lifecycle.told).containsExactly("joined");
    }

    @Test
    void andItsSlotsMayBeOnTheirWayByThen() {
        AgentFixture f = new AgentFixture();
        f.taskManagers.last().registered = true;
        f.advance(Duration.ofMillis(500));
        f.jobManager.registered.put(ID, SLOTS);
        f.advance(RegistrationWatch.PACE);
        assertThat(f.lifecycle.told).containsExactly("joined");
    }

    @Test
    void andAnnouncesAgainForAJobManagerThatHasForgotten() {
        AgentFixture f = AgentFixture.inService();
        f.advance(Announcer.INTERVAL);
        assertThat(f.jobManager.announcements).hasSize(2);
    }

    @Test
    void onAStockJobManagerAndAnnouncesNoMore() {
        AgentFixture f = new AgentFixture();
        f.jobManager.ours = false;
        f.jobManager.registered.put(ID, SLOTS);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).containsExactly("joined");
        f.jobManager.ours = true;
        f.advance(Announcer.INTERVAL.multipliedBy(3));
        assertThat(f.jobManager.announcements).isEmpty();
    }

    @Test
    void notInTimeAndIsAbandoned() {
        AgentFixture f = new AgentFixture();
        f.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(f.exitCode()).isNull();
        f.advance(Duration.ofMillis(1));
        assertThat(f.lifecycle.told).containsExactly("abandon");
        assertThat(f.taskManagers.last().terminated).isTrue();
        assertThat(f.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void notSinceNoJobManagerIsThere() {
        AgentFixture f = new AgentFixture();
        f.jobManager.reachable = false;
        f.advance(Duration.ofMinutes(5));
        assertThat(f.lifecycle.told).containsExactly("abandon");
        assertThat(f.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void evenWhenTheCloudCannotBeTold() {
        AgentFixture f = new AgentFixture();
        f.lifecycle.failing = true;
        f.jobManager.registered.put(ID, SLOTS);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).containsExactly("joined");
        assertThat(f.jobManager.announcements).hasSize(1);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).containsExactly("joined", "joined");
        f.lifecycle.failing = false;
        f.advance(Duration.ofMinutes(1));
        assertThat(f.lifecycle.told).containsExactly("joined", "joined", "joined");
    }
}
