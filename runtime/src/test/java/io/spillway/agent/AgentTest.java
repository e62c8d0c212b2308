package io.spillway.agent;

import static io.spillway.agent.AgentFixture.ID;
import static io.spillway.agent.AgentFixture.SLOTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.CheckpointProgress;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.TaskManagerAnnouncement;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AgentTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Nested
    class Joins {

        @Test
        void whenAllSlotsAreRegistered() {
            AgentFixture f = new AgentFixture();
            assertThat(f.taskManagers.started).hasSize(1);
            f.jobManager.registered.put(ID, SLOTS - 1);
            f.advance(SECOND.multipliedBy(3));
            assertThat(f.lifecycle.told).isEmpty();
            f.jobManager.registered.put(ID, SLOTS);
            f.advance(SECOND);
            assertThat(f.lifecycle.told).containsExactly("joined");
            assertThat(f.jobManager.announcements)
                    .containsExactly(new TaskManagerAnnouncement("zone-a", "m5", null));
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
        }
    }

    @Nested
    class Deaths {

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

    @Nested
    class Drains {

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

    @Nested
    class OnAStockJobManager {

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

    @Nested
    class Notices {

        @Test
        void withTheShortestDeadlineWin() {
            AgentFixture f = AgentFixture.inService();
            f.group.notice = certain(NoticeKind.SCALE_IN, Duration.ofMinutes(10));
            f.advance(SECOND.multipliedBy(2));
            assertThat(f.jobManager.requests).last().extracting("reason").isEqualTo("SCALE_IN");
            f.spot.notice = certain(NoticeKind.SPOT_INTERRUPTION, Duration.ofMinutes(2));
            f.advance(SECOND.multipliedBy(2));
            assertThat(f.jobManager.requests)
                    .last()
                    .extracting("reason", "timeLeftMs")
                    .containsExactly("SPOT_INTERRUPTION", 120_000L);
            f.spot.failure = "what it said counts on";
            f.advance(Duration.ofSeconds(116).minusMillis(1));
            assertThat(f.exitCode()).isNull();
            f.advance(Duration.ofMillis(1));
            assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
        }

        @Test
        void thatSayTheSameAgainAreNoNews() {
            AgentFixture f = AgentFixture.inService();
            for (int left = 120; left > 110; left -= 2) {
                f.spot.notice = certain(NoticeKind.SPOT_INTERRUPTION, Duration.ofSeconds(left));
                f.advance(SECOND.multipliedBy(2));
            }
            assertThat(f.jobManager.requests).hasSize(1);
        }

        @Test
        void withdrawnCancelTheDrain() {
            AgentFixture f = AgentFixture.inService();
            f.spot.notice = certain(NoticeKind.PREEMPTION, Duration.ofMinutes(2));
            f.advance(SECOND.multipliedBy(2));
            f.spot.notice = Optional.empty();
            f.advance(SECOND.multipliedBy(2));
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
        void withdrawnTooLateChangeNothing() {
            AgentFixture f = AgentFixture.inService();
            f.taskManagers.obedient = false;
            f.spot.notice = certain(NoticeKind.PREEMPTION, Duration.ofMinutes(2));
            f.advance(SECOND.multipliedBy(2));
            f.jobManager.drains.put(ID, DrainState.DRAINED);
            f.spot.notice = Optional.empty();
            f.advance(SECOND.multipliedBy(20));
            assertThat(f.jobManager.cancelled).isEmpty();
            assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
        }

        @Test
        void withdrawnBeforeItJoinedLetItJoin() {
            AgentFixture f = new AgentFixture();
            f.jobManager.reachable = false;
            f.spot.notice = certain(NoticeKind.PREEMPTION, Duration.ofMinutes(2));
            f.advance(SECOND.multipliedBy(2));
            f.spot.notice = Optional.empty();
            f.advance(SECOND.multipliedBy(2));
            f.jobManager.reachable = true;
            f.jobManager.registered.put(ID, SLOTS);
            f.advance(SECOND.multipliedBy(2));
            assertThat(f.lifecycle.told).containsExactly("joined");
        }

        @Test
        void stayInForceWhileTheirSourceCannotBeAsked() {
            AgentFixture f = AgentFixture.inService();
            f.spot.notice = certain(NoticeKind.PREEMPTION, Duration.ofMinutes(2));
            f.advance(SECOND.multipliedBy(2));
            f.spot.failure = "503";
            f.advance(SECOND.multipliedBy(10));
            assertThat(f.jobManager.cancelled).isEmpty();
        }

        @Test
        void areAskedForEveryTwoSeconds() {
            AgentFixture f = AgentFixture.inService();
            int before = f.spot.asked;
            f.spot.failure = "503";
            f.advance(SECOND.multipliedBy(20));
            assertThat(f.spot.asked - before).isEqualTo(10);
        }

        @Test
        void thatAreAdviceAreShownAndDrainNothing() {
            AgentFixture f = AgentFixture.inService();
            f.spot.notice = Optional.of(TerminationNotice.advice(NoticeKind.REBALANCE));
            f.advance(SECOND.multipliedBy(2));
            assertThat(f.jobManager.requests).isEmpty();
            assertThat(f.jobManager.announcements)
                    .last()
                    .extracting(TaskManagerAnnouncement::advice)
                    .isEqualTo(new FleetView.Notice(NoticeKind.REBALANCE, null, false));
            f.spot.notice = Optional.empty();
            f.advance(SECOND.multipliedBy(2));
            assertThat(f.jobManager.announcements)
                    .last()
                    .extracting(TaskManagerAnnouncement::advice)
                    .isNull();
        }

        @Test
        void withTimeThatIsOverStopTheTaskManagerAtOnce() {
            AgentFixture f = AgentFixture.inService();
            f.spot.notice = certain(NoticeKind.PREEMPTION, Duration.ZERO);
            f.advance(SECOND.multipliedBy(2));
            assertThat(f.taskManagers.last().terminated).isTrue();
            assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
        }

        private static Optional<TerminationNotice> certain(NoticeKind kind, Duration left) {
            return Optional.of(TerminationNotice.certain(kind, left));
        }
    }
}
