package io.spillway.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TracesTest {

    @Test
    void aSineGoesFromLowestToHighestAndBack() {
        Trace sine = new SineTrace(1, 15, 100);
        assertThat(sine.machines(0)).isEqualTo(1);
        assertThat(sine.machines(25)).isCloseTo(8, within(1e-9));
        assertThat(sine.machines(50)).isCloseTo(15, within(1e-9));
        assertThat(sine.machines(100)).isCloseTo(1, within(1e-9));
        assertThat(sine.stepAt()).isNaN();
    }

    @Test
    void aStepStays() {
        Trace step = new StepTrace(1, 10, 400);
        assertThat(step.machines(99)).isEqualTo(1);
        assertThat(step.machines(100)).isEqualTo(10);
        assertThat(step.machines(400)).isEqualTo(10);
    }

    @Test
    void aFlashCrowdComesWithinAMinuteAndFades() {
        Trace flash = new FlashCrowdTrace(2, 20, 7200);
        assertThat(flash.machines(1800)).isEqualTo(2);
        assertThat(flash.machines(1860)).isEqualTo(20);
        assertThat(flash.machines(3060)).isEqualTo(20);
        assertThat(flash.machines(7200)).isBetween(2.0, 3.0);
    }

    @Test
    void aDayIsTheSameForTheSameSeed() {
        Trace one = new DailyTrace(2, 15, 0.05, 1);
        Trace two = new DailyTrace(2, 15, 0.05, 1);
        Trace other = new DailyTrace(2, 15, 0.05, 2);
        assertThat(one.machines(40_000)).isEqualTo(two.machines(40_000));
        assertThat(one.machines(40_000)).isNotEqualTo(other.machines(40_000));
        assertThat(new DailyTrace(2, 15, 0, 1).machines(11 * 3600)).isCloseTo(15, within(0.01));
        assertThat(new DailyTrace(2, 15, 0, 1).machines(3600)).isBetween(2.0, 2.2);
    }
}
