package io.spillway.agent;

import static io.spillway.agent.AgentFixture.ID;
import static io.spillway.agent.AgentFixture.SLOTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.restapi.DrainState;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.TaskManagerAnnouncement;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the agent makes of the cloud's notices. */
class AgentNoticesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Both sources have been asked after that. */
    private static final Duration ROUND = Duration.ofSeconds(4);

    @Test
    void withTheShortestDeadlineWin() {
        AgentFixture f = AgentFixture.inService();
        f.group.notice = certain(NoticeKind.SCALE_IN, Duration.ofMinutes(10));
        f.advance(ROUND);
        assertThat(f.jobManager.requests).last().extracting("reason").isEqualTo("SCALE_IN");
        f.spot.notice = certain(NoticeKind.SPOT_INTERRUPTION, Duration.ofMinutes(2));
        f.advance(ROUND);
        assertThat(f.jobManager.requests)
                .last()
                .extracting("reason", "timeLeftMs")
                .containsExactly("SPOT_INTERRUPTION", 120_000L);
        f.spot.failure = "what it said counts on";
        f.advance(Duration.ofSeconds(116).minusMillis(1));
        assertThat(f.taskManagers.last().terminated).isFalse();
        f.advance(Duration.ofMillis(1));
        assertThat(f.taskManagers.last().terminated).isTrue();
        assertThat(f.lifecycle.told).startsWith("joined", "heartbeat").endsWith("release");
    }

    @Test
    void thatSayTheSameAgainAreNoNews() {
        AgentFixture f = AgentFixture.inService();
        for (int left = 120; left > 100; left -= 4) {
            f.spot.notice = certain(NoticeKind.SPOT_INTERRUPTION, Duration.ofSeconds(left));
            f.advance(ROUND);
        }
        assertThat(f.jobManager.requests).hasSize(1);
    }

    @Test
    void withdrawnCancelTheDrain() {
        AgentFixture f = AgentFixture.inService();
        f.spot.notice = certain(NoticeKind.PREEMPTION, Duration.ofMinutes(2));
        f.advance(ROUND);
        f.spot.notice = Optional.empty();
        f.advance(ROUND);
        assertThat(f.jobManager.cancelled).containsExactly(ID);
        f.advance(Duration.ofMinutes(10));
        assertThat(f.exitCode()).isNull();
        assertThat(f.taskManagers.last().isAlive()).isTrue();
        f.sigterm();
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.exitCode()).as("it can drain again").isEqualTo(ExitCode.OK);
    }

    @Test
    void withdrawnBeforeItJoinedLetItJoin() {
        AgentFixture f = new AgentFixture();
        f.jobManager.reachable = false;
        f.group.urgent = false;
        f.spot.notice = certain(NoticeKind.PREEMPTION, Duration.ofMinutes(2));
        f.advance(SECOND.multipliedBy(2));
        f.spot.notice = Optional.empty();
        f.advance(SECOND.multipliedBy(2));
        f.jobManager.reachable = true;
        f.jobManager.registered.put(ID, SLOTS);
        f.advance(ROUND);
        assertThat(f.lifecycle.told).containsExactly("joined");
    }

    @Test
    void stayInForceWhileTheirSourceCannotBeAsked() {
        AgentFixture f = AgentFixture.inService();
        f.spot.notice = certain(NoticeKind.PREEMPTION, Duration.ofMinutes(2));
        f.advance(ROUND);
        f.spot.failure = "503";
        f.advance(SECOND.multipliedBy(10));
        assertThat(f.jobManager.cancelled).isEmpty();
    }

    @Test
    void areAskedForEveryTwoSecondsOneKindAfterTheOther() {
        AgentFixture f = AgentFixture.inService();
        int spot = f.spot.asked;
        int group = f.group.asked;
        f.spot.failure = "503";
        f.advance(SECOND.multipliedBy(20));
        assertThat(f.spot.asked - spot).isEqualTo(5);
        assertThat(f.group.asked - group).isEqualTo(5);
    }

    @Test
    void thatAreAdviceAreShownAndDrainNothing() {
        AgentFixture f = AgentFixture.inService();
        f.spot.notice = Optional.of(TerminationNotice.advice(NoticeKind.REBALANCE));
        f.advance(ROUND);
        assertThat(f.jobManager.requests).isEmpty();
        assertThat(f.jobManager.announcements)
                .last()
                .extracting(TaskManagerAnnouncement::advice)
                .isEqualTo(new FleetView.Notice(NoticeKind.REBALANCE, null, false));
        f.spot.notice = Optional.empty();
        f.advance(ROUND);
        assertThat(f.jobManager.announcements)
                .last()
                .extracting(TaskManagerAnnouncement::advice)
                .isNull();
    }

    @Test
    void thatAreAdviceMayWaitForAReplacement() {
        AgentFixture f = AgentFixture.inService();
        f.spot.notice = Optional.of(TerminationNotice.adviceOnceReplaced(NoticeKind.REBALANCE));
        f.advance(SECOND.multipliedBy(30));
        assertThat(f.jobManager.requests)
                .hasSizeGreaterThan(3)
                .extracting("reason", "timeLeftMs", "onlyOnceReplaced")
                .containsOnly(tuple("REBALANCE", null, true));
        assertThat(f.jobManager.announcements)
                .last()
                .extracting(TaskManagerAnnouncement::advice)
                .isEqualTo(new FleetView.Notice(NoticeKind.REBALANCE, null, false));

        f.jobManager.replaced = true;
        f.advance(SECOND.multipliedBy(5));
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).containsExactly("joined", "unhealthy");
    }

    @Test
    void thatAreWithdrawnBeforeAReplacementCameChangeNothing() {
        AgentFixture f = AgentFixture.inService();
        f.spot.notice = Optional.of(TerminationNotice.adviceOnceReplaced(NoticeKind.REBALANCE));
        f.advance(ROUND);
        f.spot.notice = Optional.empty();
        f.advance(ROUND);
        int asked = f.jobManager.requests.size();
        f.jobManager.replaced = true;
        f.advance(SECOND.multipliedBy(30));
        assertThat(f.jobManager.requests).hasSize(asked);
        assertThat(f.exitCode()).isNull();
    }

    @Test
    void thatAreAdviceAreFollowedAgainAfterACertainOneWasWithdrawn() {
        AgentFixture f = AgentFixture.inService();
        f.group.notice = Optional.of(TerminationNotice.adviceOnceReplaced(NoticeKind.REBALANCE));
        f.advance(ROUND);
        f.spot.notice = certain(NoticeKind.SPOT_INTERRUPTION, Duration.ofMinutes(2));
        f.advance(ROUND);
        f.spot.notice = Optional.empty();
        f.advance(ROUND);
        assertThat(f.jobManager.cancelled).containsExactly(ID);

        int asked = f.jobManager.requests.size();
        f.advance(SECOND.multipliedBy(30));
        assertThat(f.jobManager.requests.subList(asked, f.jobManager.requests.size()))
                .isNotEmpty()
                .extracting("reason", "onlyOnceReplaced")
                .containsOnly(tuple("REBALANCE", true));
    }

    /** While it isn't there, others can't take its work over. */
    @Test
    void thatAreAdviceAreNotFollowedWhileTheTaskManagerRestarts() {
        AgentFixture f = AgentFixture.inService();
        f.group.notice = Optional.of(TerminationNotice.adviceOnceReplaced(NoticeKind.REBALANCE));
        f.advance(ROUND);
        f.jobManager.registered.clear();
        f.taskManagers.last().die(1);
        int asked = f.jobManager.asked;
        f.advance(SECOND.multipliedBy(20));
        assertThat(f.jobManager.asked).isEqualTo(asked);

        f.jobManager.registered.put(ID, SLOTS);
        f.advance(SECOND.multipliedBy(20));
        assertThat(f.jobManager.asked).isGreaterThan(asked);
    }

    @Test
    void thatAreCertainDoNotWaitForAReplacement() {
        AgentFixture f = AgentFixture.inService();
        f.group.notice = Optional.of(TerminationNotice.adviceOnceReplaced(NoticeKind.REBALANCE));
        f.advance(ROUND);
        f.spot.notice = certain(NoticeKind.SPOT_INTERRUPTION, Duration.ofMinutes(2));
        f.advance(ROUND);
        assertThat(f.jobManager.requests)
                .last()
                .extracting("reason", "onlyOnceReplaced")
                .containsExactly("SPOT_INTERRUPTION", null);
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).containsExactly("joined", "release");
    }

    @Test
    void withTimeThatIsOverStopTheTaskManagerAtOnce() {
        AgentFixture f = AgentFixture.inService();
        f.spot.notice = certain(NoticeKind.PREEMPTION, Duration.ZERO);
        f.advance(ROUND);
        assertThat(f.taskManagers.last().terminated).isTrue();
        assertThat(f.lifecycle.told).containsExactly("joined", "release");
    }

    private static Optional<TerminationNotice> certain(NoticeKind kind, Duration left) {
        return Optional.of(TerminationNotice.certain(kind, left));
    }
}
