package io.spillway.aws.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.aws.testing.Machine;
import io.spillway.localcloud.aws.metadata.MaintenanceEvent;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotices;
import io.spillway.testing.TerminationNoticesContract;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** All four sources keep the contract. What each makes of what it reads is in its own test. */
class NoticesTest {

    abstract static class OfTheLocalCloud extends TerminationNoticesContract {
        protected Machine machine;
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
        protected final TerminationNotices source() {
            return source;
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
    class OfSpotInterruptions extends OfTheLocalCloud {
        @Override
        TerminationNotices make() {
            return new SpotInterruption(machine.metadata(), machine.clock);
        }

        @Override
        protected void announce() {
            machine.says.spotInterruption("terminate", machine.clock.instant().plusSeconds(120));
        }

        @Override
        protected void withdraw() {
            machine.says.withdrawSpotInterruption();
        }

        @Override
        protected NoticeKind kind() {
            return NoticeKind.SPOT_INTERRUPTION;
        }
    }

    @Nested
    class OfTheGroup extends OfTheLocalCloud {
        @Override
        TerminationNotices make() {
            machine.says.targetLifecycleState("InService");
            return new TargetLifecycleState(machine.metadata(), machine.clock, () -> false);
        }

        @Override
        protected void announce() {
            machine.says.targetLifecycleState("Terminated");
        }

        @Override
        protected void withdraw() {
            machine.says.targetLifecycleState("InService");
        }

        @Override
        protected NoticeKind kind() {
            return NoticeKind.SCALE_IN;
        }
    }

    @Nested
    class OfMaintenance extends OfTheLocalCloud {
        @Override
        TerminationNotices make() {
            return new ScheduledMaintenance(machine.metadata(), machine.clock);
        }

        @Override
        protected void announce() {
            Instant soon = machine.clock.instant().plus(Duration.ofMinutes(5));
            machine.says.maintenance(
                    List.of(
                            new MaintenanceEvent(
                                    "instance-event-1",
                                    "instance-retirement",
                                    "The instance is retired",
                                    "active",
                                    soon,
                                    soon)));
        }

        @Override
        protected void withdraw() {
            machine.says.maintenance(List.of());
        }

        @Override
        protected NoticeKind kind() {
            return NoticeKind.MAINTENANCE;
        }
    }

    @Nested
    class OfRebalancing extends OfTheLocalCloud {
        @Override
        TerminationNotices make() {
            return new RebalanceRecommendation(machine.metadata(), OnRebalance.NEVER);
        }

        @Override
        protected void announce() {
            machine.says.rebalanceRecommendation(machine.clock.instant());
        }

        @Override
        protected void withdraw() {
            throw new UnsupportedOperationException("EC2 doesn't");
        }

        @Override
        protected boolean isWithdrawn() {
            return false;
        }

        @Override
        protected NoticeKind kind() {
            return NoticeKind.REBALANCE;
        }

        @Override
        protected boolean certain() {
            return false;
        }
    }

    @Nested
    class OfRebalancingThatIsActedUpon extends OfRebalancing {
        @Override
        TerminationNotices make() {
            return new RebalanceRecommendation(machine.metadata(), OnRebalance.AT_ONCE);
        }

        @Override
        protected boolean certain() {
            return true;
        }
    }

    @Nested
    class OfRebalancingThatIsActedUponLater extends OfRebalancing {
        @Override
        TerminationNotices make() {
            return new RebalanceRecommendation(machine.metadata(), OnRebalance.WHEN_REPLACED);
        }

        @Test
        void itWaitsForAReplacement() throws Exception {
            announce();
            assertThat(source().poll(TIMEOUT))
                    .hasValueSatisfying(notice -> assertThat(notice.onceReplaced()).isTrue());
        }
    }
}
