package io.spillway.demo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.demo.report.Sample;
import io.spillway.demo.report.SampleStatistics;
import io.spillway.demo.run.Sampler.Counters;
import io.spillway.restapi.FleetView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private final Sampler sampler = new Sampler(1000, 1);

    @Test
    void ratesAreWhatCountersGainedPerSecond() {
        sampler.take(1, new Counters(500, 400, 380), seen(1), 1);
        Sample sample = sampler.take(3, new Counters(4500, 2400, 2500), seen(2), 3);

        assertThat(sample.offeredRate()).isEqualTo(2000);
        assertThat(sample.throughput()).isEqualTo(1000);
        assertThat(sample.lagRecords()).isEqualTo(2000);
        assertThat(sample.backlogSeconds()).isEqualTo(1);
        assertThat(sample.idealTaskManagers()).isEqualTo(2);
        assertThat(sample.taskManagers()).isEqualTo(2);
        assertThat(sample.desiredTaskManagers()).isEqualTo(3);
        assertThat(sampler.samples()).hasSize(2);
    }

    @Test
    void theIdealIsNeverBelowTheFleetsMinimum() {
        assertThat(sampler.take(1, new Counters(10, 10, 10), seen(1), 1).idealTaskManagers())
                .isEqualTo(1);
    }

    @Test
    void withoutALoadABacklogHasNoLength() {
        Sample lagging = sampler.take(1, new Counters(0, 0, -5), seen(1), 1);
        Sample idle = sampler.take(2, new Counters(0, 0, 0), seen(1), 1);

        assertThat(lagging.backlogSeconds()).isNaN();
        assertThat(idle.backlogSeconds()).isZero();
    }

    @Test
    void readAheadOfItsAcknowledgementIsNoLag() {
        assertThat(sampler.take(1, new Counters(10, 12, 12), seen(1), 1).lagRecords()).isZero();
    }

    @Test
    void areasAreTaskManagerSecondsAboveAndBelowTheIdeal() {
        long offered = 0;
        for (int second = 1; second <= 5; second++) {
            offered += second <= 3 ? 1500 : 3500;
            sampler.take(second, new Counters(offered, offered, offered), seen(2), 2);
        }

        SampleStatistics statistics = SampleStatistics.of(sampler.samples());

        // Samples 1 to 3 are half a TaskManager above, sample 4 is one and a half below.
        assertThat(statistics.areaOverIdeal()).isCloseTo(1.5, within(1e-9));
        assertThat(statistics.areaUnderIdeal()).isCloseTo(1.5, within(1e-9));
    }

    private static JobObserver.Observation seen(int taskManagers) {
        List<FleetView.TaskManager> fleet =
                java.util.stream.IntStream.range(0, taskManagers + 1)
                        .mapToObj(
                                i ->
                                        new FleetView.TaskManager(
                                                "tm-" + i,
                                                "host",
                                                null,
                                                null,
                                                1,
                                                0,
                                                i == taskManagers
                                                        ? FleetView.State.GONE
                                                        : FleetView.State.IN_SERVICE,
                                                null,
                                                null))
                        .toList();
        return new JobObserver.Observation(
                new FleetView(null, fleet), Double.NaN, Optional.empty(), Map.of());
    }
}
