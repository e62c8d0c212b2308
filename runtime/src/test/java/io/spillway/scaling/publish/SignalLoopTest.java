package io.spillway.scaling.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.SignalDetail;
import io.spillway.restapi.SignalView;
import io.spillway.scaling.model.ScalingSettings;
import io.spillway.scaling.observe.JobReading;
import io.spillway.scaling.observe.SubtaskReading;
import io.spillway.scaling.observe.VertexReading;
import io.spillway.testing.ManualExecutor;
import io.spillway.testing.RecordingMetricSink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SignalLoopTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final ScalingSettings SETTINGS =
            new ScalingSettings(
                    0.8,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(30),
                    0.1,
                    INTERVAL,
                    Duration.ofSeconds(5));

    private final ManualExecutor executor = new ManualExecutor();
    private final SteadyJob job = new SteadyJob();
    private final RecordingMetricSink sink = new RecordingMetricSink();
    private final SignalBoard board = new SignalBoard();
    private final SignalLoop loop =
            new SignalLoop(
                    executor, executor.clock()::relativeTimeNanos, SETTINGS, job, sink, board);

    private Duration now() {
        return Duration.ofNanos(executor.clock().relativeTimeNanos());
    }

    private SignalView summary() {
        return SignalViews.summary(board.signal().orElseThrow(), now());
    }

    private List<String> codes() {
        return summary().reasons().stream().map(SignalView.Reason::code).toList();
    }

    /** A source of two subtasks, each half busy with 100 records/s: 1.25 slots at 80 %. */
    private static final class SteadyJob implements FleetProbe {
        private boolean there = true;
        private boolean up = true;
        private boolean broken;
        private Optional<String> problem = Optional.empty();
        private int refreshes;

        @Override
        public void refresh() {
            refreshes++;
        }

        @Override
        public CompletionStage<Look> look(Duration now) {
            if (broken) {
                return CompletableFuture.failedFuture(new IllegalStateException("no leader"));
            }
            return CompletableFuture.completedFuture(
                    new Look(
                            there ? Optional.of(reading(now)) : Optional.empty(),
                            2,
                            2,
                            1,
                            OptionalLong.of(640),
                            problem));
        }

        private JobReading reading(Duration now) {
            return new JobReading(
                    "job",
                    now,
                    up ? Optional.of(Duration.ZERO) : Optional.empty(),
                    up && problem.isEmpty()
                            ? List.of(
                                    new VertexReading(
                                            "v",
                                            "Source: orders",
                                            128,
                                            List.of(),
                                            true,
                                            List.of(subtask(0, now), subtask(1, now))))
                            : List.of());
        }

        private static SubtaskReading subtask(int index, Duration now) {
            double seconds = now.toMillis() / 1000.0;
            return new SubtaskReading(
                    index,
                    0,
                    false,
                    100 * seconds,
                    100 * seconds,
                    500 * seconds,
                    500 * seconds,
                    0,
                    0);
        }
    }

    private void run(int intervals) {
        for (int i = 0; i < intervals; i++) {
            executor.advance(INTERVAL);
        }
    }

    @Test
    void fetchesOnceAnIntervalAndShortlyBeforeItLooks() {
        loop.start();
        executor.advance(Duration.ofMillis(8999));
        assertThat(job.refreshes).isZero();
        executor.advance(Duration.ofMillis(1));
        assertThat(job.refreshes).isEqualTo(1);
        assertThat(board.signal()).isEmpty();
        executor.advance(Duration.ofSeconds(1));
        assertThat(board.signal()).isPresent();
        run(5);
        assertThat(job.refreshes).isEqualTo(6);
    }

    @Test
    void publishesNothingBeforeTheFirstDecision() {
        loop.start();
        run(1);
        assertThat(sink.told).isEmpty();
        assertThat(summary().outcome()).isEqualTo("NOTHING");
        assertThat(summary().requiredTaskManagers()).isNull();
        assertThat(summary().requiredCapacityPercent()).isNull();
        assertThat(summary().reasons()).isNotEmpty();
    }

    @Test
    void publishesToTheSinkWhatTheBoardSays() {
        loop.start();
        run(10);
        SignalView view = summary();
        assertThat(view.outcome()).isEqualTo("DECIDED");
        assertThat(view.requiredTaskManagers()).isEqualTo(2);
        assertThat(view.drivingVertex()).isEqualTo("Source: orders");
        assertThat(view.ageMs()).isZero();
        assertThat(sink.last("RequiredTaskManagers")).isEqualTo(2);
        assertThat(sink.last("RequiredCapacityPercent")).isEqualTo(100);
        assertThat(sink.last("Utilization")).isBetween(49.0, 51.0);
        assertThat(sink.last("RescaleDowntimeMs")).isEqualTo(640);
    }

    /** Whatever the sink pays for, it pays it once an interval for the whole job. */
    @Test
    void tellsTheSinkOnceEachInterval() {
        loop.start();
        run(10);
        int told = sink.told.size();
        run(20);
        assertThat(sink.told).hasSize(told + 20);
    }

    @Test
    void explainsEachVertex() {
        loop.start();
        run(10);
        SignalDetail detail = SignalViews.detail(board.signal().orElseThrow(), "orders", now());
        assertThat(detail.jobId()).isEqualTo("job");
        assertThat(detail.slots()).isEqualTo(2);
        assertThat(detail.settings().targetUtilization()).isEqualTo(0.8);
        SignalDetail.Vertex vertex = detail.vertices().get(0);
        assertThat(vertex.driving()).isTrue();
        assertThat(vertex.trueRatePerSlot()).isBetween(199.0, 201.0);
        assertThat(vertex.measured().recordsInPerSecond()).isBetween(199.0, 201.0);
        assertThat(vertex.requiredSlots()).isBetween(1.24, 1.26);
    }

    @Test
    void aRestartHoldsTheValueInsteadOfADipToZero() {
        loop.start();
        run(10);
        job.up = false;
        run(2);
        assertThat(summary().outcome()).isEqualTo("HELD");
        assertThat(summary().requiredTaskManagers()).isEqualTo(2);
        assertThat(codes()).contains("RESTARTING");
        assertThat(sink.last("RequiredTaskManagers")).isEqualTo(2);
        assertThat(summary().ageMs()).isEqualTo(20_000);
    }

    @Test
    void withoutAJobNothingIsPublished() {
        loop.start();
        run(10);
        job.there = false;
        int told = sink.told.size();
        run(3);
        assertThat(summary().outcome()).isEqualTo("NOTHING");
        assertThat(summary().ageMs()).isNull();
        assertThat(codes()).containsExactly("NO_JOB");
        assertThat(sink.told).hasSize(told);
    }

    @Test
    void aFleetThatCannotBeAskedLetsTheSignalAge() {
        loop.start();
        run(10);
        job.broken = true;
        int told = sink.told.size();
        run(4);
        assertThat(summary().ageMs()).isEqualTo(40_000);
        assertThat(summary().requiredTaskManagers()).isEqualTo(2);
        assertThat(sink.told).hasSize(told);
        job.broken = false;
        run(6);
        assertThat(summary().ageMs()).isZero();
    }

    @Test
    void aProblemIsTold() {
        job.problem = Optional.of("metrics.fetcher.update-interval: 0");
        loop.start();
        run(3);
        assertThat(summary().problem()).isEqualTo("metrics.fetcher.update-interval: 0");
        assertThat(summary().outcome()).isEqualTo("NOTHING");
    }

    @Test
    void aSinkThatFailsDoesNotStopTheLoop() {
        loop.start();
        sink.failing = true;
        run(10);
        int failed = sink.told.size();
        assertThat(failed).isPositive();
        sink.failing = false;
        run(1);
        assertThat(sink.told).hasSize(failed + 1);
    }

    @Test
    void closesItsSink() {
        loop.start();
        loop.close();
        run(3);
        assertThat(sink.closed).isTrue();
        assertThat(board.signal()).isEmpty();
    }
}
