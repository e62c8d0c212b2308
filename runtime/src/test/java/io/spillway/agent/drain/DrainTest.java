package io.spillway.agent.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.agent.AgentThread;
import io.spillway.agent.termination.PendingNotice;
import io.spillway.restapi.DrainState;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.testing.FakeJobManager;
import io.spillway.testing.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A drain that is taken back at each moment; {@code AgentDrainsTest} has all else. */
class DrainTest {
    private static final String ID = "i-1";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualExecutor agent = new ManualExecutor();
    private final ManualExecutor calls = new ManualExecutor();
    private final FakeJobManager jobManager = new FakeJobManager();
    private final List<DrainOutcome> outcomes = new ArrayList<>();
    private final List<Boolean> stays = new ArrayList<>();
    private final Drain drain =
            new Drain(
                    new AgentThread(agent, calls, agent.clock()),
                    jobManager,
                    ID,
                    true,
                    SECOND,
                    SECOND.multipliedBy(30),
                    outcomes::add);

    private void begin() {
        jobManager.registered.put(ID, 1);
        drain.start(
                new PendingNotice(
                        NoticeKind.SPOT_INTERRUPTION,
                        "spot",
                        OptionalLong.empty(),
                        true,
                        false,
                        agent.clock().relativeTimeNanos()));
    }

    /** All calls are made and their answers heard. */
    private void answer() {
        for (int i = 0; i < 5; i++) {
            calls.run();
            agent.run();
        }
    }

    private void assertTakenBack() {
        assertThat(jobManager.drains).containsEntry(ID, DrainState.CANCELLED);
        assertThat(stays).containsExactly(true);
        assertThat(outcomes).isEmpty();
    }

    @Test
    void isTakenBackWhenTheJobManagerIsAtWorkOnIt() {
        begin();
        answer();
        drain.cancel(stays::add);
        answer();
        assertTakenBack();
    }

    @Test
    void isTakenBackAfterTheAnswerWhenTheRequestIsOnItsWay() {
        begin();
        drain.cancel(stays::add);
        agent.run();
        assertThat(stays).as("it may get there yet").isEmpty();
        answer();
        assertThat(jobManager.cancelled).containsExactly(ID);
        assertTakenBack();
    }

    @Test
    void isTakenBackWhenTheAnswerWasLost() {
        begin();
        jobManager.drains.put(ID, DrainState.ACCEPTED);
        jobManager.reachable = false;
        answer();
        jobManager.reachable = true;
        drain.cancel(stays::add);
        answer();
        assertTakenBack();
    }

    @Test
    void thatTheJobManagerNeverHeardOfNeedsNothing() {
        begin();
        jobManager.reachable = false;
        answer();
        jobManager.reachable = true;
        drain.cancel(stays::add);
        answer();
        assertThat(jobManager.cancelled).isEmpty();
        assertThat(stays).containsExactly(true);
    }

    @Test
    void thatIsDoneStaysSo() {
        begin();
        calls.run();
        jobManager.drains.put(ID, DrainState.DRAINED);
        drain.cancel(stays::add);
        answer();
        assertThat(stays).containsExactly(false);
    }
}
