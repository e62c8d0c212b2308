package io.spillway.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LoadProfileTest {
    @Test
    void aSineBeginsAndEndsAtItsTrough() {
        SineLoad sine = new SineLoad(100, 900, 60);

        assertThat(sine.rate(0)).isCloseTo(100, within(1e-9));
        assertThat(sine.rate(15)).isCloseTo(500, within(1e-9));
        assertThat(sine.rate(30)).isCloseTo(900, within(1e-9));
        assertThat(sine.rate(60)).isCloseTo(100, within(1e-9));
        assertThat(sine.rate(90)).isCloseTo(900, within(1e-9));
    }

    @Test
    void aSinesRecordsAreTheIntegralOfItsRate() {
        assertIntegral(new SineLoad(100, 900, 60), 137);
        assertThat(new SineLoad(100, 900, 60).records(60)).isCloseTo(30_000, within(1e-6));
    }

    @Test
    void refusesASineThatIsNone() {
        assertThatThrownBy(() -> new SineLoad(10, 10, 60)).hasMessageContaining("trough 10.0");
        assertThatThrownBy(() -> new SineLoad(-1, 10, 60)).hasMessageContaining("trough -1.0");
        assertThatThrownBy(() -> new SineLoad(1, 10, 0)).hasMessageContaining("period 0.0");
    }

    @Test
    void aTraceJoinsItsPointsByLinesAndHoldsItsEnds() {
        TraceLoad trace = new TraceLoad(new double[] {10, 20, 40}, new double[] {100, 300, 0});

        assertThat(trace.rate(0)).isEqualTo(100);
        assertThat(trace.rate(10)).isEqualTo(100);
        assertThat(trace.rate(15)).isEqualTo(200);
        assertThat(trace.rate(20)).isEqualTo(300);
        assertThat(trace.rate(30)).isEqualTo(150);
        assertThat(trace.rate(40)).isZero();
        assertThat(trace.rate(99)).isZero();
        assertThat(trace.peak()).isEqualTo(300);
        assertThat(trace.lastSecond()).isEqualTo(40);
    }

    @Test
    void aTracesRecordsAreTheIntegralOfItsRate() {
        TraceLoad trace = new TraceLoad(new double[] {10, 20, 40}, new double[] {100, 300, 50});

        assertIntegral(trace, 70);
        assertThat(trace.records(10)).isEqualTo(1000);
        assertThat(trace.records(20)).isEqualTo(3000);
    }

    @Test
    void aTraceOfOnePointIsAConstant() {
        TraceLoad trace = new TraceLoad(new double[] {0}, new double[] {7});

        assertThat(trace.rate(123)).isEqualTo(7);
        assertThat(trace.records(10)).isEqualTo(70);
    }

    private static void assertIntegral(LoadProfile profile, double seconds) {
        double step = 0.001;
        double sum = 0;
        for (double second = 0; second < seconds; second += step) {
            sum += profile.rate(second + step / 2) * step;
        }
        assertThat(profile.records(seconds)).isCloseTo(sum, within(sum * 1e-4));
    }
}
