package io.spillway.agent.termination;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.agent.AgentThread;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import io.spillway.testing.ManualExecutor;
import io.spillway.testing.SteeredNotices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminationWatchTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final ManualExecutor executor = new ManualExecutor();
    private final AgentThread thread = new AgentThread(executor, executor, executor.clock());

    @Test
    void sourcesThatAnswerAtOnceShareTheInterval() {
        List<SteeredNotices> sources =
                List.of(new SteeredNotices("a"), new SteeredNotices("b"), new SteeredNotices("c"));
        watch(sources).start(() -> {});
        executor.advance(INTERVAL.multipliedBy(29));
        assertThat(sources).extracting(s -> s.asked).containsExactly(10, 10, 10);
    }

    @Test
    void oneThatWaitsIsAskedByItself() {
        Waiting waiting = new Waiting();
        SteeredNotices other = new SteeredNotices("other");
        watch(List.of(waiting, other)).start(() -> {});
        executor.advance(INTERVAL.multipliedBy(9));
        assertThat(waiting.timeouts).hasSize(10).containsOnly(Duration.ofSeconds(30));
        assertThat(other.asked).isEqualTo(10);
    }

    @Test
    void aWithdrawnNoticeOfOneSourceLeavesTheOthersInForce() {
        SteeredNotices spot = new SteeredNotices("spot");
        SteeredNotices group = new SteeredNotices("group");
        TerminationWatch watch = watch(List.of(spot, group));
        spot.notice =
                Optional.of(
                        TerminationNotice.certain(
                                NoticeKind.SPOT_INTERRUPTION, Duration.ofMinutes(2)));
        group.notice =
                Optional.of(new TerminationNotice(NoticeKind.SCALE_IN, Optional.empty(), true));
        List<Optional<NoticeKind>> certain = new ArrayList<>();
        watch.start(() -> certain.add(watch.certain().map(PendingNotice::kind)));
        executor.advance(INTERVAL);
        spot.notice = Optional.empty();
        executor.advance(INTERVAL.multipliedBy(2));
        assertThat(certain)
                .containsExactly(
                        Optional.of(NoticeKind.SPOT_INTERRUPTION),
                        Optional.of(NoticeKind.SPOT_INTERRUPTION),
                        Optional.of(NoticeKind.SCALE_IN));
    }

    private TerminationWatch watch(List<? extends TerminationNotices> sources) {
        return new TerminationWatch(thread, List.copyOf(sources), INTERVAL);
    }

    private static final class Waiting implements TerminationNotices {
        private final List<Duration> timeouts = new ArrayList<>();

        @Override
        public String name() {
            return "waiting";
        }

        @Override
        public boolean waits() {
            return true;
        }

        @Override
        public Optional<TerminationNotice> poll(Duration timeout) {
            timeouts.add(timeout);
            return Optional.empty();
        }
    }
}
