package io.spillway.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.demo.load.SineLoad;
import io.spillway.demo.report.DemoRecording;
import io.spillway.demo.report.Event;
import io.spillway.demo.report.Sample;
import io.spillway.demo.verify.OutputWatch.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final DemoSettings SETTINGS =
            new DemoSettings(
                    new SineLoad(10, 100, 60),
                    "sine wave, 10 to 100 records/s, period 60 s",
                    Duration.ofSeconds(60),
                    4,
                    Loss.KILL,
                    true,
                    0,
                    true,
                    0,
                    7,
                    Mode.SPILLWAY,
                    Rule.SIGNAL,
                    Cloud.NONE,
                    ScaleInBy.JOBMANAGER,
                    Optional.empty());

    @Test
    void totalsAreWhatWasMeasured() {
        List<Sample> samples = List.of(sample(1, 900, 2), sample(2, 1800, 3), sample(3, 450, 1));
        FleetJournal journal = new FleetJournal();

        DemoRecording recording =
                new Recorder(SETTINGS, 5000, (from, to) -> 0)
                        .record(samples, journal, new Verdict(990, 10, 3, 0, 42, 640));

        assertThat(recording.totals().mode()).isEqualTo("spillway");
        assertThat(recording.totals().records()).as("offered").isEqualTo(1000);
        assertThat(recording.totals().lost()).isEqualTo(10);
        assertThat(recording.totals().duplicated()).isEqualTo(3);
        assertThat(recording.totals().processedAgain()).isEqualTo(42);
        assertThat(recording.totals().longestGapMs()).isEqualTo(640);
        assertThat(recording.totals().peakBacklogSeconds()).isEqualTo(1.8);
        assertThat(recording.totals().maxTaskManagers()).isEqualTo(3);
        assertThat(recording.startedEpochMs()).isEqualTo(5000);
        assertThat(recording.settings())
                .containsEntry("machines leave by", "SIGKILL")
                .containsEntry("TaskManagers", "1 to 4")
                .containsEntry("one TaskManager takes", "1000 records/s (burns CPU)")
                .containsEntry("scaling rule", "RequiredTaskManagers of the scaling signal")
                .containsEntry("seed", "7");
    }

    @Test
    void aRunThatWasEndedEarlyTellsHowLongItTook() {
        List<Sample> all = new ArrayList<>();
        for (int second = 1; second <= 60; second++) {
            all.add(sample(second, 0, 1));
        }

        assertThat(duration(all)).isEqualTo("60 s");
        assertThat(duration(all.subList(0, 41))).isEqualTo("41 of 60 s");
    }

    private static String duration(List<Sample> samples) {
        return new Recorder(SETTINGS, 0, (from, to) -> 0)
                .record(samples, new FleetJournal(), new Verdict(1, 0, 0, 0, 0, 0))
                .settings()
                .get("duration");
    }

    @Test
    void aRestartTellsHowLongNothingCameOut() {
        FleetJournal journal = new FleetJournal();
        journal.add(new Event(2.5, Event.Kind.RESCALE, null, "parallelism 1 \u2192 2", 800.0, 3L));
        journal.add(new Event(4, Event.Kind.DRAIN, "tm-1", "drained", 300.0, 4L));
        journal.add(new Event(5, Event.Kind.FAILURE, null, "the job failed and restarts", null));

        DemoRecording recording =
                new Recorder(
                                SETTINGS,
                                10_000,
                                (from, to) -> from == 12_500 && to == 13_300 ? 650 : -1)
                        .record(List.of(), journal, new Verdict(1, 0, 0, 0, 0, 0));

        assertThat(recording.events())
                .extracting(Event::text)
                .containsExactly(
                        "parallelism 1 \u2192 2, no output for 650 ms",
                        "drained",
                        "the job failed and restarts");
        assertThat(recording.events().get(0).checkpointId()).isEqualTo(3);
    }

    private static Sample sample(double second, long lag, int taskManagers) {
        return new Sample(
                second, 1000, 1000, lag, lag / 1000.0, taskManagers, 1, 1, 1, 0.5, Map.of());
    }
}
