package io.spillway.jobmanager.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.drain.ManualTime;
import io.spillway.restapi.FleetView.Cause;
import io.spillway.restapi.FleetView.Parts;
import io.spillway.restapi.FleetView.Rescale;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RescaleLogTest {

    private final ManualTime time = new ManualTime();
    private final RescaleLog log = new RescaleLog("job", time);

    @BeforeEach
    void firstStart() {
        log.running(2, Set.of("a", "b"));
    }

    private void expectCounts(int rescales, int planned, int failures) {
        assertThat(log.counts()).isEqualTo(new RescaleLog.Counts(rescales, planned, failures));
    }

    @Test
    void theFirstStartIsNoRescale() {
        expectCounts(0, 0, 0);
        assertThat(log.last()).isNull();
    }

    @Test
    void aPlannedMoveIsNoFailure() {
        log.moveBegins(Cause.DRAIN, 1, 7L);
        time.advance(Duration.ofMillis(300));
        assertThat(log.last()).isEqualTo(new Rescale(Cause.DRAIN, true, 2, 1, 7L, null, null, 300));
        log.running(1, Set.of("a"));
        time.advance(Duration.ofSeconds(1));
        expectCounts(1, 1, 0);
        assertThat(log.last())
                .isEqualTo(new Rescale(Cause.DRAIN, true, 2, 1, 7L, 300L, null, 1300));
    }

    @Test
    void tellsWhatTheDowntimeIsMadeOf() {
        log.moveBegins(Cause.DRAIN, 1, 7L);
        time.advance(Duration.ofMillis(100));
        log.cancelled();
        time.advance(Duration.ofMillis(20));
        log.deploying();
        assertThat(log.last().parts()).as("while it goes on").isNull();
        time.advance(Duration.ofMillis(150));
        log.running(1, Set.of("a"));
        assertThat(log.last().downtimeMs()).isEqualTo(270);
        assertThat(log.last().parts()).isEqualTo(new Parts(100, 20, 150));
    }

    @Test
    void aMoveAtEqualParallelismCounts() {
        log.moveBegins(Cause.DRAIN, 2, 7L);
        log.running(2, Set.of("a", "c"));
        expectCounts(1, 1, 0);
    }

    @Test
    void aFailureOnTheSameMachinesIsNoRescale() {
        log.failed();
        time.advance(Duration.ofSeconds(1));
        log.running(2, Set.of("a", "b"));
        expectCounts(0, 0, 1);
        assertThat(log.last()).isNull();
    }

    @Test
    void aLossIsAFailureAndAnUnplannedRescale() {
        log.failed();
        time.advance(Duration.ofSeconds(2));
        log.running(1, Set.of("a"));
        expectCounts(1, 0, 1);
        assertThat(log.last())
                .isEqualTo(new Rescale(Cause.FAILURE, false, 2, 1, null, 2000L, null, 2000));
    }

    @Test
    void aLossThatIsReplacedIsARescaleToo() {
        log.failed();
        log.running(2, Set.of("a", "c"));
        expectCounts(1, 0, 1);
    }

    @Test
    void severalFailuresUntilItRunsAreSeveralFailuresButOneRescale() {
        log.failed();
        time.advance(Duration.ofSeconds(1));
        log.failed();
        time.advance(Duration.ofSeconds(1));
        log.running(1, Set.of("a"));
        expectCounts(1, 0, 2);
        assertThat(log.last().downtimeMs()).isEqualTo(2000);
    }

    @Test
    void aFailureAmidAPlannedMoveCountsAsBoth() {
        log.moveBegins(Cause.JOIN, 3, 7L);
        log.failed();
        log.running(2, Set.of("a", "b"));
        expectCounts(1, 1, 1);
        assertThat(log.last().cause()).isEqualTo(Cause.JOIN);
    }
}
