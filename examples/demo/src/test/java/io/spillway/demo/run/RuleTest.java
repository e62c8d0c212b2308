package io.spillway.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.autoscaling.HorizontalPodAutoscaler;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.State;
import io.spillway.restapi.FleetView.TaskManager;
import io.spillway.restapi.SignalView;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {
    private static FleetView fleet(int inService, Integer required) {
        List<TaskManager> machines =
                IntStream.range(0, inService)
                        .mapToObj(
                                i ->
                                        new TaskManager(
                                                "tm-" + i,
                                                "h",
                                                null,
                                                null,
                                                1,
                                                0,
                                                State.IN_SERVICE,
                                                null,
                                                null))
                        .toList();
        return new FleetView(null, machines)
                .with(
                        new SignalView(
                                required == null ? "NOTHING" : "DECIDED",
                                required,
                                required,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                List.of()));
    }

    /** Whatever the sizes, the autoscaler's rounding gives what the signal asks for. */
    @Test
    void theSignalIsReachedInOneStep() {
        for (int there = 1; there <= 15; there++) {
            for (int required = 1; required <= 15; required++) {
                int to =
                        new HorizontalPodAutoscaler(
                                        Rule.SIGNAL.settings(), 1, 15, Clock.systemUTC())
                                .recommend(
                                        there,
                                        there,
                                        Rule.required(fleet(there, required))
                                                .orElseThrow()
                                                .busyFraction());
                assertThat(to).as("%d to %d", there, required).isEqualTo(required);
            }
        }
    }

    @Test
    void withoutASignalNothingIsDecided() {
        assertThat(Rule.required(fleet(3, null))).isEmpty();
        assertThat(Rule.required(new FleetView(null, List.of()))).isEmpty();
        assertThat(Rule.required(fleet(0, 3))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"BUSY, 0.7", "HPA, 0.35", "UTILIZATION, 0.8", "SIGNAL, 1.0"})
    void eachRuleHasItsTarget(Rule rule, double target) {
        assertThat(rule.settings().target()).isEqualTo(target);
    }
}
