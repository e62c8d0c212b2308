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
        executor.advance(INTERVAL.multipliedBy(30));
        assertThat(sources).extracting(s -> s.asked).containsExactly(10, 10, 10);
    }

    @Test
    void oneThatWaitsIsAskedByItself() {
        Waiting waiting = new Waiting();
        SteeredNotices other = new SteeredNotices("other");
        watch(List.of(waiting, other)).start(() -> {});
        executor.advance(INTERVAL.multipliedBy(9));
        assertThat(waiting.timeouts).hasSize(10).containsOnly(Duration.ofSeconds(30));
        assertThat(other.asked).isEqualTo(9);
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
        executor.advance(INTERVAL.multipliedBy(2));
        spot.notice = Optional.empty();
        executor.advance(INTERVAL.multipliedBy(2));
        assertThat(certain)
                .containsExactly(
                        Optional.of(NoticeKind.SCALE_IN),
                        Optional.of(NoticeKind.SPOT_INTERRUPTION),
                        Optional.of(NoticeKind.SCALE_IN));
    }

    @Test
    void allMachinesAskForTheSameAtTheSameMoment() {
        SteeredNotices early = new SteeredNotices("early");
        SteeredNotices late = new SteeredNotices("late");
        watch(List.of(early, new SteeredNotices("other"))).start(() -> {});
        executor.advance(Duration.ofMillis(12_345));
        watch(List.of(late, new SteeredNotices("other"))).start(() -> {});
        int asked = early.asked;
        for (int i = 0; i < 20; i++) {
            executor.advance(Duration.ofMillis(500));
            assertThat(late.asked).isEqualTo(early.asked - asked);
        }
        assertThat(late.asked).isPositive();
    }

    @Test
    void aSlowAnswerSkipsTurnsAndStaysInStep() {
        Slow slow = new Slow();
        watch(List.of(slow)).start(() -> {});
        executor.advance(INTERVAL.multipliedBy(8));
        assertThat(slow.askedAt).containsExactly(2_000L, 6_000L, 10_000L, 14_000L);
    }

    @Test
    void aNoticeIsAsOldAsTheLastAnswerWithoutIt() {
        SteeredNotices spot = new SteeredNotices("spot");
        TerminationWatch watch = watch(List.of(spot));
        watch.start(() -> {});
        executor.advance(INTERVAL);
        spot.failure = "503";
        executor.advance(INTERVAL.multipliedBy(2));
        spot.failure = null;
        spot.notice =
                Optional.of(
                        TerminationNotice.certain(
                                NoticeKind.SPOT_INTERRUPTION, Duration.ofMinutes(2)));
        executor.advance(INTERVAL);
        assertThat(age(watch)).isEqualTo(INTERVAL.multipliedBy(3));
        executor.advance(INTERVAL);
        assertThat(age(watch)).isEqualTo(INTERVAL.multipliedBy(4));
    }

    @Test
    void aNoticeThatASourceWaitedForIsNew() {
        Waiting waiting = new Waiting();
        TerminationWatch watch = watch(List.of(waiting));
        watch.start(() -> {});
        executor.advance(INTERVAL);
        waiting.notice =
                Optional.of(
                        TerminationNotice.certain(NoticeKind.PREEMPTION, Duration.ofSeconds(30)));
        executor.advance(INTERVAL);
        assertThat(age(watch)).isZero();
    }

    private Duration age(TerminationWatch watch) {
        return watch.certain().orElseThrow().age(executor.clock().relativeTimeNanos());
    }

    private TerminationWatch watch(List<? extends TerminationNotices> sources) {
        return new TerminationWatch(thread, List.copyOf(sources), INTERVAL);
    }

    private static final class Waiting implements TerminationNotices {
        private final List<Duration> timeouts = new ArrayList<>();
        private Optional<TerminationNotice> notice = Optional.empty();

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
            return notice;
        }
    }

    /** Takes longer than the interval. */
    private final class Slow implements TerminationNotices {
        private final List<Long> askedAt = new ArrayList<>();

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public Optional<TerminationNotice> poll(Duration timeout) {
            askedAt.add(executor.clock().absoluteTimeMillis());
            executor.advance(INTERVAL.plusMillis(100));
            return Optional.empty();
        }
    }
}
