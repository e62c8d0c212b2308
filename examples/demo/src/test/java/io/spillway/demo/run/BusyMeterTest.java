package io.spillway.demo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.demo.run.BusyMeter.Load;
import io.spillway.demo.run.BusyMeter.Reading;
import io.spillway.demo.run.BusyMeter.Subtask;
import java.util.List;
import org.junit.jupiter.api.Test;

class BusyMeterTest {
    private final BusyMeter meter = new BusyMeter(5, 0.5);

    @Test
    void knowsNothingFromOneReading() {
        Load load = meter.update(0, List.of(reading("source", 0, "tm-1", 100, 900)));

        assertThat(load.busiestVertex()).isNaN();
        assertThat(load.taskManagers()).isEmpty();
    }

    @Test
    void takesTheBusiestVertexsMeanAndTheBusiestSubtaskOfATaskManager() {
        meter.update(
                0,
                List.of(
                        reading("source", 0, "tm-1", 1, 0),
                        reading("source", 1, "tm-2", 1, 0),
                        reading("sink", 0, "tm-1", 1, 0),
                        reading("sink", 1, "tm-2", 1, 0)));
        Load load =
                meter.update(
                        1,
                        List.of(
                                reading("source", 0, "tm-1", 801, 200),
                                reading("source", 1, "tm-2", 601, 400),
                                reading("sink", 0, "tm-1", 101, 900),
                                reading("sink", 1, "tm-2", 101, 900)));

        assertThat(load.busiestVertex()).isCloseTo(0.7, within(1e-9));
        assertThat(load.taskManagers()).containsEntry("tm-1", 0.8).containsEntry("tm-2", 0.6);
    }

    @Test
    void looksBackNoFurtherThanTheWindow() {
        double busy = 1;
        double idle = 1;
        Load load = null;
        for (int second = 0; second <= 20; second++) {
            busy += second <= 10 ? 1000 : 200;
            idle += second <= 10 ? 0 : 800;
            load = meter.update(second, List.of(reading("source", 0, "tm-1", busy, idle)));
        }

        assertThat(load.busiestVertex()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void theSameSumsAgainSayNothingNew() {
        meter.update(0, List.of(reading("source", 0, "tm-1", 1, 0)));
        meter.update(1, List.of(reading("source", 0, "tm-1", 501, 500)));
        Load load = meter.update(1.5, List.of(reading("source", 0, "tm-1", 501, 500)));

        assertThat(load.busiestVertex()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void backPressureIsNotBusy() {
        meter.update(0, List.of(reading("source", 0, "tm-1", 1, 0)));
        Load load =
                meter.update(
                        1,
                        List.of(
                                new Reading(
                                        new Subtask("source", 0, 7), "tm-1", 251, 250, 500, 0)));

        assertThat(load.busiestVertex()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void aTaskWhoseMetricsAreNotThereYetDoesNoHarmLater() {
        meter.update(0, List.of(reading("source", 0, "tm-1", Double.NaN, 0)));
        meter.update(1, List.of(reading("source", 0, "tm-1", 100, 0)));
        Load load = meter.update(2, List.of(reading("source", 0, "tm-1", 600, 500)));

        assertThat(load.busiestVertex()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void isUnknownUntilEverySubtaskOfARestartedJobIsKnown() {
        meter.update(0, List.of(reading("source", 0, "tm-1", 1, 0)));
        meter.update(1, List.of(reading("source", 0, "tm-1", 501, 500)));
        Load load =
                meter.update(
                        2,
                        List.of(
                                new Reading(new Subtask("source", 0, 99), "tm-1", 0, 0, 0, 0),
                                new Reading(new Subtask("source", 1, 99), "tm-2", 9, 1, 0, 0)));

        assertThat(load.busiestVertex()).isNaN();
    }

    private static Reading reading(
            String vertex, int index, String taskManager, double busyMs, double idleMs) {
        return new Reading(new Subtask(vertex, index, 7), taskManager, busyMs, idleMs, 0, 0);
    }
}
