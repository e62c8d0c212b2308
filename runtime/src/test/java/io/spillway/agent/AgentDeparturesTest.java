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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the agent does between the end of its TaskManager and that of its machine. */
class AgentDeparturesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Both sources have been asked after that. */
    private static final Duration ROUND = Duration.ofSeconds(4);

    private final AgentFixture f = AgentFixture.inService();

    @Test
    void staysUntilTheMachineShutsDown() {
        drained(NoticeKind.SCALE_IN);
        assertThat(f.lifecycle.told).containsExactly("joined", "release");
        f.advance(MINUTE);
        assertThat(f.exitCode()).isNull();
        f.sigterm();
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(f.lifecycle.told).containsExactly("joined", "release");
        assertThat(f.taskManagers.started).hasSize(1);
    }

    @Test
    void aMachineThatItsGroupKeepsGoesIntoReserve() {
        f.lifecycle.heldBackFor = 1;
        drained(NoticeKind.SCALE_IN);
        assertThat(f.lifecycle.told).containsExactly("joined", "release");
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @EnumSource(names = {"REBALANCE", "MAINTENANCE"})
    void aGroupThatDidNotActIsAskedToReplaceAndItsHookIsCompleted(NoticeKind kind) {
        drained(kind);
        assertThat(f.lifecycle.told).containsExactly("joined", "unhealthy");
        f.advance(MINUTE);
        assertThat(f.exitCode()).as("its hook hasn't begun").isNull();

        f.group.notice = notice(NoticeKind.SCALE_IN);
        f.advance(ROUND);
        assertThat(f.lifecycle.told).containsExactly("joined", "unhealthy", "release");
        f.advance(Departure.REPLACED_WITHIN.multipliedBy(2));
        assertThat(f.lifecycle.told).hasSize(3);
        f.sigterm();
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aGroupThatActsMeanwhileIsNotAskedToReplace() {
        f.spot.notice = notice(NoticeKind.MAINTENANCE);
        f.group.notice = notice(NoticeKind.SCALE_IN);
        f.advance(ROUND);
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).containsExactly("joined", "release");
    }

    @Test
    void aGroupThatActsAfterASpotNoticeIsReleasedToOnceMore() {
        f.spot.notice =
                Optional.of(TerminationNotice.certain(NoticeKind.SPOT_INTERRUPTION, MINUTE));
        f.advance(ROUND);
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).as("nobody waits yet").containsExactly("joined", "release");
        f.group.notice = notice(NoticeKind.SCALE_IN);
        f.advance(ROUND);
        f.advance(ROUND);
        assertThat(f.lifecycle.told).containsExactly("joined", "release", "release");
    }

    @Test
    void aNoticeThatIsWithdrawnAfterwardsGivesTheMachineBack() {
        drained(NoticeKind.PREEMPTION);
        f.jobManager.registered.clear();
        f.spot.notice = Optional.empty();
        f.advance(ROUND);
        assertThat(f.exitCode()).isNull();
        assertThat(f.taskManagers.started).hasSize(2);
        assertThat(f.taskManagers.last().isAlive()).isTrue();

        f.jobManager.registered.put(ID, SLOTS);
        f.advance(SECOND);
        assertThat(f.lifecycle.told).containsExactly("joined", "release", "joined");
        drained(NoticeKind.SCALE_IN);
        assertThat(f.lifecycle.told).endsWith("release");
        assertThat(f.taskManagers.started).hasSize(2).noneMatch(each -> each.isAlive());
    }

    @Test
    void aNoticeThatIsWithdrawnBeforeTheWordGivesTheMachineBackWithoutIt() {
        f.taskManagers.obedient = false;
        f.spot.notice = notice(NoticeKind.PREEMPTION);
        f.advance(ROUND);
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(Duration.ofMillis(200));
        assertThat(f.taskManagers.last().terminated).isTrue();
        f.spot.notice = Optional.empty();
        f.advance(ROUND.multipliedBy(2));
        assertThat(f.lifecycle.told).containsOnly("joined");
        assertThat(f.taskManagers.started).hasSize(2);
        assertThat(f.taskManagers.last().isAlive()).isTrue();
    }

    @Test
    void aMachineThatWasReportedIsNotGivenBackBeforeItsGroupHadTime() {
        drained(NoticeKind.MAINTENANCE);
        f.spot.notice = Optional.empty();
        f.advance(Departure.REPLACED_WITHIN.minus(ROUND));
        assertThat(f.taskManagers.started).hasSize(1);
        f.advance(ROUND);
        assertThat(f.taskManagers.started).hasSize(2);
    }

    @Test
    void adviceThatIsWithdrawnTakesBackWhatFollowedFromIt() {
        f.jobManager.replaced = true;
        f.spot.notice = Optional.of(TerminationNotice.adviceOnceReplaced(NoticeKind.REBALANCE));
        f.advance(ROUND);
        assertThat(f.jobManager.requests).isNotEmpty();
        f.spot.notice = Optional.empty();
        f.advance(ROUND);
        assertThat(f.jobManager.cancelled).containsExactly(ID);
        assertThat(f.taskManagers.last().isAlive()).isTrue();
    }

    @Test
    void aHookThatWaitsIsToldAgainAndAgain() {
        f.lifecycle.failing = true;
        drained(NoticeKind.SCALE_IN);
        f.advance(SECOND.multipliedBy(10));
        f.lifecycle.failing = false;
        f.advance(SECOND.multipliedBy(10));
        int told = f.lifecycle.told.size();
        assertThat(f.lifecycle.told).containsSubsequence("joined", "release", "release");
        f.advance(MINUTE);
        assertThat(f.lifecycle.told).hasSize(told);
    }

    @Test
    void aCloudThatCannotBeToldForAMinuteIsGivenUp() {
        f.lifecycle.failing = true;
        drained(NoticeKind.SCALE_IN);
        f.advance(SECOND.multipliedBy(62));
        int told = f.lifecycle.told.size();
        f.advance(MINUTE);
        assertThat(f.lifecycle.told).hasSize(told);
        f.sigterm();
        assertThat(f.exitCode()).isEqualTo(ExitCode.OK);
    }

    private void drained(NoticeKind kind) {
        f.spot.notice = notice(kind);
        f.advance(ROUND);
        f.jobManager.drains.put(ID, DrainState.DRAINED);
        f.advance(SECOND);
        assertThat(f.taskManagers.last().terminated).isTrue();
    }

    private static Optional<TerminationNotice> notice(NoticeKind kind) {
        return Optional.of(new TerminationNotice(kind, Optional.empty(), true));
    }
}
