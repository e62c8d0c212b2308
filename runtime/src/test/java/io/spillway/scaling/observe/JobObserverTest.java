package io.spillway.scaling.observe;

import static io.spillway.scaling.observe.Readings.job;
import static io.spillway.scaling.observe.Readings.map;
import static io.spillway.scaling.observe.Readings.source;
import static io.spillway.scaling.observe.Readings.steady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.scaling.model.VertexObservation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class JobObserverTest {
    private static final Offset<Double> EXACTLY = within(1e-6);

    private final JobObserver observer = new JobObserver(Duration.ofSeconds(10));

    private Observed observe(JobReading reading) {
        return observer.observe(reading, 4, 2);
    }

    private static VertexObservation only(Observed observed) {
        assertThat(observed.observation().vertices()).hasSize(1);
        return observed.observation().vertices().get(0);
    }

    private static void assertValue(OptionalDouble value, double expected) {
        assertThat(value).isPresent();
        assertThat(value.getAsDouble()).isEqualTo(expected, EXACTLY);
    }

    @Test
    void ratesAreOfAllSubtasksAndTimesTheirMean() {
        observe(job(10, source(steady(4, 10, 100))));
        Observed second = observe(job(20, source(steady(4, 20, 100))));
        VertexObservation vertex = only(second);
        assertValue(vertex.recordsInPerSecond(), 400);
        assertValue(vertex.recordsOutPerSecond(), 800);
        assertValue(vertex.busyFraction(), 0.25);
        assertValue(vertex.idleFraction(), 0.65);
        assertValue(vertex.backPressuredFraction(), 0.1);
        assertValue(vertex.maxBusyFraction(), 0.25);
        assertValue(vertex.backlogRecords(), 160);
        assertThat(vertex.parallelism()).isEqualTo(4);
        assertThat(second.observation().running()).isTrue();
        assertThat(second.observation().slots()).isEqualTo(4);
        assertThat(second.notes()).isEmpty();
    }

    @Test
    void theFirstReadingTellsNoRateAndNoZero() {
        Observed first = observe(job(10, source(steady(2, 10, 100))));
        assertThat(only(first).recordsInPerSecond()).isEmpty();
        assertThat(only(first).busyFraction()).isEmpty();
        assertThat(only(first).backlogRecords()).isEmpty();
        assertThat(first.observation().running()).isFalse();
        assertThat(first.notes().get("source"))
                .containsExactly(new Observed.Note(MeasurementProblem.FIRST_READING, 2, 2));
    }

    /** The request for the metrics came 3 s late: more records, and as much more of their time. */
    @Test
    void aLateFetchDoesNotBlurTheRates() {
        observe(job(10, source(steady(2, 10, 100))));
        VertexObservation vertex = only(observe(job(20, source(steady(2, 23, 100)))));
        assertValue(vertex.recordsInPerSecond(), 200);
        assertValue(vertex.busyFraction(), 0.25);
    }

    @Test
    void aFetchThatFailedKeepsTheRateForThreeIntervals() {
        observe(job(10, source(steady(1, 10, 100))));
        observe(job(20, source(steady(1, 20, 100))));
        assertValue(only(observe(job(30, source(steady(1, 20, 100))))).recordsInPerSecond(), 100);
        assertValue(only(observe(job(50, source(steady(1, 20, 100))))).recordsInPerSecond(), 100);
        Observed late = observe(job(51, source(steady(1, 20, 100))));
        assertThat(only(late).recordsInPerSecond()).isEmpty();
        assertThat(late.notes().get("source"))
                .containsExactly(new Observed.Note(MeasurementProblem.NO_METRICS, 1, 1));
    }

    @Test
    void aCounterThatGoesBackIsCountedAnew() {
        observe(job(10, source(steady(0, 0, 10, 100), steady(1, 0, 10, 100))));
        observe(job(20, source(steady(0, 0, 20, 100), steady(1, 0, 20, 100))));
        Observed reset = observe(job(30, source(steady(0, 0, 30, 100), steady(1, 0, 1, 100))));
        assertThat(only(reset).recordsInPerSecond()).isEmpty();
        assertThat(reset.notes().get("source"))
                .containsExactly(new Observed.Note(MeasurementProblem.COUNTER_RESET, 1, 2));
        assertValue(
                only(observe(job(40, source(steady(0, 0, 40, 100), steady(1, 0, 11, 100)))))
                        .recordsInPerSecond(),
                200);
    }

    @Test
    void aNewAttemptIsCountedAnew() {
        observe(job(10, source(steady(0, 0, 10, 100))));
        observe(job(20, source(steady(0, 0, 20, 100))));
        Observed restarted = observe(job(30, source(steady(0, 1, 1000, 100))));
        assertThat(only(restarted).recordsInPerSecond()).isEmpty();
        assertThat(restarted.notes().get("source"))
                .containsExactly(new Observed.Note(MeasurementProblem.FIRST_READING, 1, 1));
    }

    /** An hour forward would divide the rates by 361, an hour back make them negative. */
    @Test
    void aClockThatJumpsGivesNoRate() {
        for (double jump : new double[] {3600, -3600}) {
            JobObserver fresh = new JobObserver(Duration.ofSeconds(10));
            fresh.observe(job(10, source(clock(10_000, 10))), 4, 2);
            fresh.observe(job(20, source(clock(10_010, 20))), 4, 2);
            Observed jumped = fresh.observe(job(30, source(clock(10_020 + jump, 30))), 4, 2);
            assertThat(only(jumped).recordsInPerSecond()).as("jump by %s", jump).isEmpty();
            assertThat(jumped.notes().get("source").get(0).problem())
                    .isEqualTo(
                            jump > 0
                                    ? MeasurementProblem.CLOCK_JUMP
                                    : MeasurementProblem.COUNTER_RESET);
            assertValue(
                    only(fresh.observe(job(40, source(clock(10_030 + jump, 40))), 4, 2))
                            .recordsInPerSecond(),
                    100);
        }
    }

    private static SubtaskReading clock(double lived, double worked) {
        return new SubtaskReading(
                0, 0, false, 100 * worked, 100 * worked, 1000 * lived, 0, 0, Double.NaN);
    }

    @Test
    void anotherParallelismStartsAnew() {
        observe(job(10, source(steady(2, 10, 100))));
        observe(job(20, source(steady(2, 20, 100))));
        VertexObservation grown = only(observe(job(30, source(steady(3, 30, 100)))));
        assertThat(grown.recordsInPerSecond()).isEmpty();
        assertThat(grown.parallelism()).isEqualTo(3);
        assertValue(only(observe(job(40, source(steady(3, 40, 100))))).recordsInPerSecond(), 300);
    }

    @Test
    void verticesComeAndGo() {
        observe(job(10, source(steady(1, 10, 100)), map(steady(1, 10, 200))));
        observe(job(20, source(steady(1, 20, 100)), map(steady(1, 20, 200))));
        assertThat(observe(job(30, source(steady(1, 30, 100)))).observation().vertices())
                .extracting(VertexObservation::id)
                .containsExactly("source");
        Observed back = observe(job(40, source(steady(1, 40, 100)), map(steady(1, 40, 200))));
        assertThat(back.observation().vertices().get(1).recordsInPerSecond()).isEmpty();
        assertThat(back.notes()).containsOnlyKeys("map");
    }

    @Test
    void aFewMissingSubtasksAreTakenToBeLikeTheOthers() {
        observe(job(10, source(steady(10, 10, 100))));
        SubtaskReading[] twoMissing = steady(10, 20, 100);
        twoMissing[3] = SubtaskReading.unknown(3, 1, false);
        twoMissing[7] = SubtaskReading.unknown(7, 1, false);
        Observed observed = observe(job(20, source(twoMissing)));
        assertValue(only(observed).recordsInPerSecond(), 1000);
        assertThat(observed.notes().get("source"))
                .containsExactly(new Observed.Note(MeasurementProblem.NO_METRICS, 2, 10));
    }

    @Test
    void manyMissingSubtasksMakeTheVertexUnknown() {
        observe(job(10, source(steady(10, 10, 100))));
        SubtaskReading[] threeMissing = steady(10, 20, 100);
        for (int i = 0; i < 3; i++) {
            threeMissing[i] = SubtaskReading.unknown(i, 1, false);
        }
        VertexObservation vertex = only(observe(job(20, source(threeMissing))));
        assertThat(vertex.recordsInPerSecond()).isEmpty();
        assertThat(vertex.backlogRecords()).isEmpty();
    }

    /** Flink can't tell how busy a source of the old kind is. */
    @Test
    void aLegacySourceHasRatesAndNoBusyTime() {
        observe(job(10, source(legacy(1000))));
        Observed observed = observe(job(20, source(legacy(2000))));
        assertValue(only(observed).recordsInPerSecond(), 100);
        assertThat(only(observed).busyFraction()).isEmpty();
        assertThat(only(observed).maxBusyFraction()).isEmpty();
        assertThat(observed.notes().get("source"))
                .containsExactly(new Observed.Note(MeasurementProblem.NO_BUSY_TIME, 1, 1));
    }

    /** The same count again may be the same answer again. */
    @Test
    void aLegacySourceIsNotTakenForIdleAtOnce() {
        observe(job(10, source(legacy(1000))));
        observe(job(20, source(legacy(2000))));
        assertValue(only(observe(job(30, source(legacy(2000))))).recordsInPerSecond(), 100);
        assertValue(only(observe(job(40, source(legacy(2000))))).recordsInPerSecond(), 0);
    }

    private static SubtaskReading legacy(double records) {
        return new SubtaskReading(0, 0, false, records, records, Double.NaN, 0, 0, Double.NaN);
    }

    @Test
    void finishedSubtasksDoNotCount() {
        observe(job(10, source(steady(2, 10, 100))));
        SubtaskReading[] one = steady(2, 20, 100);
        one[1] = SubtaskReading.unknown(1, 0, true);
        VertexObservation half = only(observe(job(20, source(one))));
        assertValue(half.recordsInPerSecond(), 100);
        assertThat(half.finished()).isFalse();
        one[0] = SubtaskReading.unknown(0, 0, true);
        Observed done = observe(job(30, source(one)));
        assertThat(only(done).finished()).isTrue();
        assertThat(only(done).recordsInPerSecond()).isEmpty();
        assertThat(done.notes()).isEmpty();
    }

    @Test
    void theBusiestSubtaskIsTold() {
        observe(job(10, map(busy(0, 10, 0.2), busy(1, 10, 0.9))));
        VertexObservation vertex = only(observe(job(20, map(busy(0, 20, 0.2), busy(1, 20, 0.9)))));
        assertValue(vertex.busyFraction(), 0.55);
        assertValue(vertex.maxBusyFraction(), 0.9);
    }

    private static SubtaskReading busy(int index, double second, double share) {
        return new SubtaskReading(
                index,
                0,
                false,
                second,
                second,
                1000 * second * share,
                1000 * second * (1 - share),
                0,
                Double.NaN);
    }

    @Test
    void aRestartingJobIsNotRunning() {
        observe(job(10, source(steady(1, 10, 100))));
        Observed down =
                observe(new JobReading("job", Readings.at(20), Optional.empty(), List.of()));
        assertThat(down.observation().running()).isFalse();
        assertThat(down.observation().vertices()).isEmpty();
        JobReading upSince25 =
                new JobReading(
                        "job",
                        Readings.at(30),
                        Optional.of(Readings.at(25)),
                        List.of(source(steady(0, 1, 5, 100))));
        assertThat(observe(upSince25).observation().running()).isFalse();
        JobReading next =
                new JobReading(
                        "job",
                        Readings.at(40),
                        Optional.of(Readings.at(25)),
                        List.of(source(steady(0, 1, 15, 100))));
        Observed up = observe(next);
        assertThat(up.observation().running()).isTrue();
        assertValue(only(up).recordsInPerSecond(), 100);
    }

    @Test
    void anotherJobStartsAnew() {
        observe(job(10, source(steady(1, 10, 100))));
        Observed other =
                observe(
                        new JobReading(
                                "other",
                                Readings.at(20),
                                Optional.of(Readings.SINCE),
                                List.of(source(steady(1, 20, 100)))));
        assertThat(other.observation().running()).isFalse();
        assertThat(only(other).recordsInPerSecond()).isEmpty();
    }
}
