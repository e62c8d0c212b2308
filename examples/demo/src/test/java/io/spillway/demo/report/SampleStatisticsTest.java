package io.spillway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleStatisticsTest {

    @Test
    void integratesOverUnevenTime() {
        // The ideal is 2.5 throughout.
        List<Sample> samples =
                List.of(
                        Recordings.sample(0, 100, 100, 4), // 1.5 over, for 2 s
                        Recordings.sample(2, 300, 100, 1), // 1.5 under, for 3 s
                        Recordings.sample(5, 200, 100, 9));

        SampleStatistics statistics = SampleStatistics.of(samples);

        assertThat(statistics.areaOverIdeal()).isEqualTo(3);
        assertThat(statistics.areaUnderIdeal()).isEqualTo(4.5);
        assertThat(statistics.peakBacklogSeconds()).isEqualTo(3);
        assertThat(statistics.maxTaskManagers()).isEqualTo(9);
    }

    @Test
    void leavesTheWorstHundredthOut() {
        List<Sample> samples = new ArrayList<>();
        for (int second = 0; second < 200; second++) {
            samples.add(Recordings.sample(second, second < 2 ? 5000 : 100, 100, 1));
        }

        assertThat(SampleStatistics.of(samples).p99BacklogSeconds()).isEqualTo(1);
        assertThat(SampleStatistics.of(samples).peakBacklogSeconds()).isEqualTo(50);
    }

    @Test
    void isNothingForNothing() {
        assertThat(SampleStatistics.of(List.of())).isEqualTo(new SampleStatistics(0, 0, 0, 0, 0));
    }

    @Test
    void needsARealMoment() {
        assertThatThrownBy(() -> Recordings.sample(Double.NaN, 1, 1, 1))
                .hasMessage("second: NaN is not a finite number ≥ 0 of seconds since the start");
        assertThatThrownBy(() -> Recordings.event(-1, Event.Kind.NOTE))
                .hasMessageStartingWith("second: -1.0 is not");
    }

    @Test
    void theWorstOfSeveralScaleInsCountsAndOnlyUntilMoreIsAskedFor() {
        DemoRecording recording =
                Recordings.of(
                        List.of(
                                Recordings.sample(0, 100, 100, 2),
                                Recordings.sample(11, 50, 100, 2),
                                Recordings.sample(30, 400, 100, 2), // after the scale-out
                                Recordings.sample(41, 360, 100, 2)),
                        List.of(
                                Recordings.event(10, Event.Kind.DRAIN),
                                Recordings.event(20, Event.Kind.SCALE_OUT),
                                Recordings.event(40, Event.Kind.DRAIN)),
                        Recordings.GOOD);

        assertThat(LagAroundScaleIns.of(recording)).isEqualTo(new LagAroundScaleIns(400, 360));
    }

    @Test
    void looksAtTheLagAroundScaleIns() {
        DemoRecording recording =
                Recordings.of(
                        List.of(
                                Recordings.sample(0, 700, 100, 2),
                                Recordings.sample(100, 300, 100, 2),
                                Recordings.sample(150, 900, 100, 2),
                                Recordings.sample(170, 5000, 100, 2)), // long after
                        List.of(Recordings.event(100, Event.Kind.DRAIN)),
                        Recordings.GOOD);

        assertThat(LagAroundScaleIns.of(recording)).isEqualTo(new LagAroundScaleIns(700, 900));
        assertThat(
                        LagAroundScaleIns.of(
                                        Recordings.of(
                                                recording.samples(), List.of(), Recordings.GOOD))
                                .known())
                .isFalse();
    }
}
