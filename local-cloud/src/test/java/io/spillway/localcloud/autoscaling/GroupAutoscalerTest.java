package io.spillway.localcloud.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.autoscaling.BusyTimeSource.BusyTime;
import io.spillway.localcloud.autoscaling.GroupAutoscaler.Decision;
import io.spillway.localcloud.autoscaling.GroupAutoscaler.Outcome;
import io.spillway.localcloud.testing.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupAutoscalerTest {
    private static final Duration SYNC_PERIOD = Duration.ofSeconds(2);
    private static final Duration SETTLE_TIME = Duration.ofSeconds(10);

    private final ManualScheduler time = new ManualScheduler();
    private final List<Decision> decisions = new ArrayList<>();
    private Optional<BusyTime> reading = Optional.empty();
    private RuntimeException failure;
    private int desired = 4;

    @Test
    void growsWhenTheJobIsBusierThanTheTarget() {
        start(1);
        reading = busy(1.0, 4, "first");

        time.advance(SETTLE_TIME.plus(SYNC_PERIOD));

        assertThat(desired).isEqualTo(5);
    }

    @Test
    void doesNothingWhileNothingIsMeasured() {
        start(1);

        time.advance(Duration.ofMinutes(10));

        assertThat(desired).isEqualTo(4);
        assertThat(decisions)
                .isNotEmpty()
                .extracting(Decision::outcome)
                .containsOnly(Outcome.NOTHING_MEASURED);
    }

    @Test
    void itsOwnCatchUpAsksForNothing() {
        start(1);
        reading = busy(0.8, 4, "first");
        time.advance(Duration.ofSeconds(20));

        // A planned restart: for a few seconds the job works off what has piled up.
        reading = busy(1.0, 4, "second");
        time.advance(Duration.ofSeconds(8));
        assertThat(lastDecision().outcome()).isEqualTo(Outcome.SETTLING);
        reading = busy(0.8, 4, "second");
        time.advance(Duration.ofMinutes(1));

        assertThat(desired).isEqualTo(4);
    }

    @Test
    void aLoadThatStaysTooHighIsActedUponAfterTheSettleTime() {
        start(1);
        reading = busy(1.0, 4, "first");

        time.advance(SETTLE_TIME);
        assertThat(desired).isEqualTo(4);
        time.advance(SYNC_PERIOD);

        assertThat(desired).isEqualTo(5);
    }

    @Test
    void countsMachinesByTheirSlots() {
        start(4);
        reading = busy(0.4, 16, "first");

        time.advance(Duration.ofMinutes(1));

        assertThat(desired).isEqualTo(2);
    }

    @Test
    void aFailedReadIsSkippedAndTheNextOneCounts() {
        start(1);
        failure = new IllegalStateException("broken");
        time.advance(Duration.ofSeconds(30));
        failure = null;
        reading = busy(1.0, 4, "first");
        time.advance(Duration.ofSeconds(30));

        assertThat(desired).isEqualTo(5);
    }

    @Test
    void decidesNoMoreOnceClosed() {
        GroupAutoscaler autoscaler = start(1);
        time.advance(SYNC_PERIOD);
        autoscaler.close();
        int before = decisions.size();

        time.advance(Duration.ofMinutes(1));

        assertThat(decisions).hasSize(before);
    }

    private GroupAutoscaler start(int slotsPerMachine) {
        AutoscalerSettings settings =
                new AutoscalerSettings(
                        0.8, 0.1, Duration.ZERO, Duration.ZERO, SYNC_PERIOD, SETTLE_TIME);
        GroupAutoscaler autoscaler =
                new GroupAutoscaler(
                        () -> desired,
                        capacity -> desired = capacity,
                        settings,
                        new HorizontalPodAutoscaler(settings, 1, 15, time.clock()),
                        () -> {
                            if (failure != null) {
                                throw failure;
                            }
                            return reading;
                        },
                        slotsPerMachine,
                        time.clock(),
                        time);
        autoscaler.addListener(decisions::add);
        autoscaler.start();
        return autoscaler;
    }

    private Decision lastDecision() {
        return decisions.get(decisions.size() - 1);
    }

    private static Optional<BusyTime> busy(double fraction, int parallelism, String attempt) {
        return Optional.of(new BusyTime(fraction, parallelism, attempt));
    }
}
