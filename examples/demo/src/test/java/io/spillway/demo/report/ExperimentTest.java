package io.spillway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperimentTest {
    private static Comparison.Run run(String name, double area, double backlog, Event... events) {
        return new Comparison.Run(
                name,
                new DemoRecording(
                        "title",
                        Map.of(),
                        0,
                        List.of(),
                        List.of(events),
                        new Totals(
                                "spillway",
                                100,
                                0,
                                0,
                                0,
                                backlog,
                                1,
                                4,
                                4,
                                0,
                                900,
                                600,
                                area,
                                1,
                                5)));
    }

    private static Event in(double second) {
        return new Event(second, Event.Kind.SCALE_IN, "tm-1", "", null);
    }

    private static Event out(double second) {
        return new Event(second, Event.Kind.SCALE_OUT, "tm-2", "", null);
    }

    private static List<Boolean> reached(Comparison.Run signal) {
        return new Experiment(List.of(run("hpa", 1000, 9), signal), 60)
                .goals().stream().map(Experiment.Goal::reached).toList();
    }

    @Test
    void halfTheAreaAThirdOfTheBacklogAndNoReboundAreReached() {
        assertThat(reached(run("signal", 500, 4.1, out(1), in(100), out(161))))
                .containsExactly(true, true, true);
    }

    @Test
    void moreThanThatIsNot() {
        assertThat(reached(run("signal", 501, 4.2, in(100), out(159))))
                .containsExactly(false, false, false);
    }

    @Test
    void anAreaThatIsNotKnownIsNotReached() {
        assertThat(reached(run("signal", Double.NaN, 1)).get(0)).isFalse();
    }

    @Test
    void theTableCountsScaleOutsThatAreTheFleetsOwnDoing() {
        Comparison comparison =
                new Experiment(
                                List.of(
                                        run("hpa", 1000, 9, in(10), out(20), out(30)),
                                        run("signal", 500, 4, in(10))),
                                60)
                        .comparison();
        assertThat(comparison.names()).containsExactly("hpa", "signal");
        assertThat(comparison.rows())
                .contains(
                        new Comparison.Row("scale-outs", List.of("2", "0")),
                        new Comparison.Row("scale-ins", List.of("1", "1")),
                        new Comparison.Row(
                                "scale-outs within 60 s of a scale-in", List.of("2", "0")));
    }
}
