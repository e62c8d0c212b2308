package io.spillway.jobmanager.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.State;
import io.spillway.restapi.FleetView.TaskManager;
import io.spillway.scalein.ScaleInReason;
import io.spillway.scalein.ScaleInStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FleetMetricTest {
    private static final ScaleInStatus SCALE_IN =
            new ScaleInStatus(
                    ScaleInStatus.Phase.REMOVING,
                    ScaleInReason.DONE,
                    Optional.of("403"),
                    List.of("a", "b"),
                    OptionalInt.of(7),
                    4,
                    9,
                    1);

    private static TaskManager taskManager(String id, State state, int freeSlots) {
        return new TaskManager(id, "h", null, null, 2, freeSlots, state, null, null);
    }

    private static FleetMetric.Figures figures(FleetView fleet) {
        return new FleetMetric.Figures(
                Optional.empty(),
                fleet,
                new DrainBook.Counts(5, 1, 2, 1),
                List.of(),
                SCALE_IN,
                Duration.ZERO);
    }

    @Test
    void withoutASignalNothingIsInvented() {
        FleetMetric.Figures figures = figures(new FleetView(null, List.of()));
        for (FleetMetric metric :
                List.of(
                        FleetMetric.REQUIRED_TASK_MANAGERS,
                        FleetMetric.REQUIRED_SLOTS,
                        FleetMetric.REQUIRED_CAPACITY_PERCENT,
                        FleetMetric.BACKLOG_SECONDS,
                        FleetMetric.UTILIZATION,
                        FleetMetric.RESCALE_DOWNTIME,
                        FleetMetric.SIGNAL_AGE,
                        FleetMetric.RESCALES,
                        FleetMetric.FAILURES,
                        FleetMetric.PARALLELISM)) {
            assertThat(metric.value(figures)).as(metric.metricName()).isEmpty();
        }
    }

    @Test
    void countsTaskManagersByState() {
        FleetMetric.Figures figures =
                figures(
                        new FleetView(
                                new FleetView.Job("j", "n", "RUNNING", 4, 3, 2, 1, null),
                                List.of(
                                        taskManager("a", State.IN_SERVICE, 0),
                                        taskManager("b", State.IN_SERVICE, 2),
                                        taskManager("c", State.DRAINING, 0),
                                        taskManager("d", State.DRAINED, 2),
                                        taskManager("e", State.GONE, 0))));
        assertThat(FleetMetric.TASK_MANAGERS_IN_SERVICE.value(figures)).hasValue(2);
        assertThat(FleetMetric.TASK_MANAGERS_IDLE.value(figures)).hasValue(1);
        assertThat(FleetMetric.TASK_MANAGERS_DRAINING.value(figures)).hasValue(1);
        assertThat(FleetMetric.TASK_MANAGERS_DRAINED.value(figures)).hasValue(1);
        assertThat(FleetMetric.SLOTS_IN_SERVICE.value(figures)).hasValue(4);
        assertThat(FleetMetric.PARALLELISM.value(figures)).hasValue(4);
        assertThat(FleetMetric.RESCALES.value(figures)).hasValue(3);
        assertThat(FleetMetric.PLANNED_RESCALES.value(figures)).hasValue(2);
        assertThat(FleetMetric.FAILURES.value(figures)).hasValue(1);
        assertThat(FleetMetric.DRAINS_COMPLETED.value(figures)).hasValue(5);
        assertThat(FleetMetric.DRAINS_LOST.value(figures)).hasValue(2);
        assertThat(FleetMetric.DRAINS_MISSED_DEADLINE.value(figures)).hasValue(1);
    }

    @Test
    void tellsWhatTheJobManagerTakesAway() {
        FleetMetric.Figures figures = figures(new FleetView(null, List.of()));
        assertThat(FleetMetric.SCALE_IN_STABILIZED.value(figures)).hasValue(7);
        assertThat(FleetMetric.SCALE_IN_UNDER_WAY.value(figures)).hasValue(2);
        assertThat(FleetMetric.SCALE_IN_MOVES.value(figures)).hasValue(4);
        assertThat(FleetMetric.SCALE_IN_REMOVED.value(figures)).hasValue(9);
        assertThat(FleetMetric.SCALE_IN_GIVEN_UP.value(figures)).hasValue(1);
        assertThat(FleetMetric.SCALE_IN_PROBLEM.value(figures)).hasValue(1);
    }
}
