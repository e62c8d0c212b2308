package io.spillway.gcp.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.gcp.testing.Machine;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import io.spillway.testing.TerminationNoticesContract;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** All sources keep the contract, and what each makes of what it reads. */
class NoticesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pace AT_ONCE = (outcome, times) -> Duration.ZERO;

    /** So long that the server is asked to wait for a second. */
    private static final Duration A_SECOND = Duration.ofMillis(2100);

    abstract static class OfTheLocalCloud extends TerminationNoticesContract {
        protected Machine machine;
        protected long nanos;
        private TerminationNotices source;

        @BeforeEach
        void start() throws IOException {
            machine = new Machine(true, true);
            source = make();
        }

        @AfterEach
        void stop() {
            machine.close();
        }

        abstract TerminationNotices make();

        @Override
        protected final Duration timeout() {
            return A_SECOND;
        }

        @Override
        protected final TerminationNotices source() {
            return source;
        }

        protected TerminationNotice notice() throws CloudException {
            return source.poll(A_SECOND).orElseThrow();
        }

        @Override
        protected void breakDown() {
            machine.server.fail(new Fault.Answer(503, "Service Unavailable"));
        }

        @Override
        protected void repair() {
            machine.server.restore();
        }

        @Override
        protected boolean certain() {
            return true;
        }
    }

    @Nested
    class OfPreemptions extends OfTheLocalCloud {
        @Override
        TerminationNotices make() {
            return new Preemption(machine.metadata(), Duration.ZERO, AT_ONCE, () -> nanos);
        }

        @Override
        protected void announce() {
            machine.says.preempted(true);
        }

        @Override
        protected void withdraw() {
            machine.says.preempted(false);
        }

        @Override
        protected NoticeKind kind() {
            return NoticeKind.PREEMPTION;
        }

        @Test
        void leaves30SecondsFromWhenItIsFirstSeen() throws Exception {
            announce();
            assertThat(notice().timeLeft()).contains(Duration.ofSeconds(30));
            nanos += Duration.ofSeconds(10).toNanos();
            assertThat(notice().timeLeft()).contains(Duration.ofSeconds(20));
            nanos += Duration.ofSeconds(100).toNanos();
            assertThat(notice().timeLeft()).contains(Duration.ZERO);
        }

        @Test
        void leavesWhatTheTemplateSays() throws Exception {
            announce();
            assertThat(
                            new Preemption(
                                            machine.metadata(),
                                            Duration.ofMinutes(2),
                                            AT_ONCE,
                                            () -> nanos)
                                    .poll(A_SECOND)
                                    .orElseThrow()
                                    .timeLeft())
                    .contains(Duration.ofMinutes(2));
        }

        @Test
        void isHeardWhenItComes() throws Exception {
            source().poll(A_SECOND);
            CompletableFuture<TerminationNotice> heard =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return source().poll(Duration.ofSeconds(30)).orElseThrow();
                                } catch (CloudException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            announce();
            assertThat(heard.get(25, TimeUnit.SECONDS).kind()).isEqualTo(NoticeKind.PREEMPTION);
        }
    }

    @Nested
    class OfMaintenance extends OfTheLocalCloud {
        @Override
        TerminationNotices make() {
            return new MaintenanceEvent(machine.metadata(), AT_ONCE, () -> nanos);
        }

        @Override
        protected void announce() {
            machine.says.maintenanceEvent("TERMINATE_ON_HOST_MAINTENANCE");
        }

        @Override
        protected void withdraw() {
            machine.says.maintenanceEvent("NONE");
        }

        @Override
        protected NoticeKind kind() {
            return NoticeKind.MAINTENANCE;
        }

        @Test
        void leavesAMinuteAndIsAdviceWhereTheVmIsMigrated() throws Exception {
            announce();
            assertThat(notice().timeLeft()).contains(Duration.ofMinutes(1));
            machine.says.maintenanceEvent("MIGRATE_ON_HOST_MAINTENANCE");
            assertThat(notice().certain()).isFalse();
            machine.says.maintenanceEvent("SOMETHING_NEW");
            assertThat(notice().certain()).isFalse();
        }
    }

    @Nested
    class OfGracefulShutdowns extends OfTheLocalCloud {
        @Override
        TerminationNotices make() {
            return new GracefulShutdown(machine.metadata(), AT_ONCE, () -> nanos);
        }

        @Override
        protected void announce() {
            machine.says.pendingStop(Duration.ofMinutes(5), NOW);
        }

        @Override
        protected boolean isWithdrawn() {
            return false;
        }

        @Override
        protected void withdraw() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected NoticeKind kind() {
            return NoticeKind.SHUTDOWN;
        }

        @Test
        void leavesWhatTheVmHas() throws Exception {
            announce();
            assertThat(notice().timeLeft()).contains(Duration.ofMinutes(5));
        }
    }

    @Nested
    class OfPlannedMaintenance extends OfTheLocalCloud {
        @Override
        TerminationNotices make() {
            return source(false, Duration.ZERO);
        }

        private TerminationNotices source(boolean migrates, Duration every) {
            return new UpcomingMaintenance(
                    machine.metadata(), migrates, every, Clock.fixed(NOW, ZoneOffset.UTC));
        }

        private void plan(Duration ahead) {
            machine.says.upcomingMaintenance(
                    NOW.plus(ahead), NOW.plus(ahead).plus(Duration.ofHours(2)));
        }

        @Override
        protected void announce() {
            plan(Duration.ofMinutes(5));
        }

        @Override
        protected void withdraw() {
            machine.says.noUpcomingMaintenance();
        }

        @Override
        protected NoticeKind kind() {
            return NoticeKind.MAINTENANCE;
        }

        @Test
        void isAdviceUntilShortlyBeforeAndWhereTheVmIsMigrated() throws Exception {
            plan(Duration.ofDays(2));
            assertThat(notice().certain()).isFalse();
            assertThat(notice().timeLeft()).contains(Duration.ofDays(2));
            plan(Duration.ofMinutes(10));
            assertThat(notice().certain()).isTrue();
            assertThat(source(true, Duration.ZERO).poll(A_SECOND).orElseThrow().certain())
                    .isFalse();
        }

        @Test
        void isAskedForOnceAMinute() throws Exception {
            TerminationNotices seldom = source(false, UpcomingMaintenance.EVERY);
            seldom.poll(A_SECOND);
            seldom.poll(A_SECOND);
            assertThat(machine.server.requests()).hasSize(1);
        }
    }

    @Test
    void aServerThatThrottlesIsAskedMoreAndMoreSeldom() {
        assertThat(Pace.STANDARD.after(Pace.Outcome.FAILED, 9)).hasSeconds(5);
        assertThat(Pace.STANDARD.after(Pace.Outcome.THROTTLED, 1)).hasSeconds(5);
        assertThat(Pace.STANDARD.after(Pace.Outcome.THROTTLED, 3)).hasSeconds(20);
        assertThat(Pace.STANDARD.after(Pace.Outcome.THROTTLED, 99)).hasSeconds(40);
        assertThat(Pace.STANDARD.after(Pace.Outcome.ABSENT, 2)).hasSeconds(60);
    }

    @Test
    void whileItWaitsItAsksNothingAndSaysWhy() throws Exception {
        try (Machine machine = new Machine(true, true)) {
            machine.server.fail(new Fault.Answer(429, "Too Many Requests"));
            LongPoll poll = new LongPoll(machine.metadata(), "instance/preempted", Pace.STANDARD);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> poll.next(Duration.ofMillis(20)))
                        .isInstanceOf(CloudException.class)
                        .hasMessageContaining("answered 429 to instance/preempted");
            }
            assertThat(machine.server.requests()).hasSize(1);
        }
    }

    @Test
    void aVmWithoutAKeyHasNoNotice() throws Exception {
        try (Machine machine = new Machine(true, true)) {
            LongPoll poll = new LongPoll(machine.metadata(), "instance/nothing", Pace.STANDARD);
            assertThat(poll.next(Duration.ofSeconds(5))).isEmpty();
            assertThat(poll.next(Duration.ofMillis(20))).isEmpty();
            assertThat(machine.server.requests()).hasSize(1);
        }
    }
}
