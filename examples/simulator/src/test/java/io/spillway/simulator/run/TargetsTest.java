package io.spillway.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.scaling.model.ScalingSettings;
import io.spillway.simulator.trace.SineTrace;
import io.spillway.simulator.trace.StepTrace;
import io.spillway.simulator.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the default settings must reach: docs/adr/0012. Virtual time: the same on any machine. */
class TargetsTest {

    private static final double BOOT = 90;

    private static final SimulationSettings SETTINGS =
            new SimulationSettings(BOOT, 30, 0.5, 2, 30, 0.02, 1, ScalingSettings.DEFAULTS);

    private static final Trace STEP = new StepTrace(1.5, 15, 7200);

    /** The instance group looks back over 10 minutes, and needs a slower wave for it. */
    @ParameterizedTest
    @CsvSource({"TARGET_TRACKING, 4", "HPA, 4", "MIG, 6"})
    void aSineFrom1To15MachinesIsFollowedClosely(Rule rule, int hours) {
        Result result = Simulation.run(SETTINGS, new SineTrace(1, 15, hours * 3600.0), rule);

        assertThat(result.over()).isLessThanOrEqualTo(0.1);
        assertThat(result.p99BacklogSeconds()).isLessThanOrEqualTo(2);
        assertThat(result.rescales() / result.loadChanges()).isLessThanOrEqualTo(1);
    }

    /** Three periods of 10 s; one of 60 s; one of 15 s. */
    @ParameterizedTest
    @CsvSource({"TARGET_TRACKING, 30", "MIG, 60", "HPA, 15"})
    void aStepTo10TimesTheLoadIsAnsweredWithinOnePolicyPeriodAndTheBoot(Rule rule, int period) {
        Result result = Simulation.run(SETTINGS, STEP, rule);

        assertThat(result.secondsToSize()).isLessThanOrEqualTo(period + BOOT);
        assertThat(result.steps()).isEqualTo(1);
        assertThat(result.overshoot()).isLessThanOrEqualTo(0.1);
    }

    @Test
    void theRuleOfReactiveModesDemoPaysMoreThanTwice() {
        Result cpu = Simulation.run(SETTINGS, new SineTrace(1, 15, 14_400), Rule.HPA_CPU);

        assertThat(cpu.over()).isGreaterThan(1);
    }

    @Test
    void busyTimeCannotTellHowMuchIsMissing() {
        Result signal = Simulation.run(SETTINGS, STEP, Rule.TARGET_TRACKING);
        Result busy = Simulation.run(SETTINGS, STEP, Rule.TARGET_TRACKING_CPU);

        assertThat(busy.secondsToSize()).isGreaterThan(5 * signal.secondsToSize());
        assertThat(busy.overshoot()).isGreaterThan(0.5);
    }

    @Test
    void aThousandMachinesAreNoSlowerToSimulate() {
        SimulationSettings large =
                new SimulationSettings(BOOT, 30, 0.5, 4, 1000, 0.02, 1, ScalingSettings.DEFAULTS);
        Result result = Simulation.run(large, new SineTrace(100, 1000, 14_400), Rule.HPA);

        assertThat(result.samples()).hasSize(14_400);
        assertThat(result.over()).isLessThanOrEqualTo(0.1);
        assertThat(result.samples().stream().mapToInt(Sample::machines).max().orElseThrow())
                .isBetween(900, 1000);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        Result one = Simulation.run(SETTINGS, STEP, Rule.MIG);
        Result two = Simulation.run(SETTINGS, STEP, Rule.MIG);

        assertThat(two).isEqualTo(one);
    }

    @Test
    void aConstantLoadIsLeftAlone() {
        Result result = Simulation.run(SETTINGS, new SineTrace(7, 7, 14_400), Rule.TARGET_TRACKING);

        assertThat(result.rescales()).isZero();
        assertThat(result.over()).isZero();
    }
}
