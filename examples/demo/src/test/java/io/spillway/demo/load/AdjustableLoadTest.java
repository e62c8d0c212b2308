package io.spillway.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdjustableLoadTest {
    private final SineLoad planned = new SineLoad(100, 1000, 60);
    private final AdjustableLoad load = new AdjustableLoad(planned);

    @Test
    void isAsPlannedUntilItIsChanged() {
        for (double second : new double[] {0, 7.5, 30, 61}) {
            assertThat(load.rate(second)).isEqualTo(planned.rate(second));
            assertThat(load.records(second)).isEqualTo(planned.records(second));
        }
        assertThat(load.peak()).isEqualTo(1000);
    }

    @Test
    void whatWasDueBeforeAChangeStaysDue() {
        load.multiply(20, 2);
        load.hold(30, 500);
        load.multiply(40, 1);

        assertThat(load.rate(10)).isEqualTo(planned.rate(10));
        assertThat(load.rate(25)).isEqualTo(2 * planned.rate(25));
        assertThat(load.rate(35)).isEqualTo(500);
        assertThat(load.rate(50)).isEqualTo(planned.rate(50));
        double at20 = planned.records(20);
        double at30 = at20 + 2 * (planned.records(30) - planned.records(20));
        double at40 = at30 + 5000;
        assertThat(load.records(20)).isCloseTo(at20, within(1e-6));
        assertThat(load.records(30)).isCloseTo(at30, within(1e-6));
        assertThat(load.records(40)).isCloseTo(at40, within(1e-6));
        assertThat(load.records(55))
                .isCloseTo(at40 + planned.records(55) - planned.records(40), within(1e-6));
    }

    @Test
    void recordsAreTheIntegralOfTheRateWhateverChanges() {
        load.hold(5, 0);
        load.multiply(9, 0.5);
        load.hold(22, 1234);
        double sum = 0;
        double step = 0.001;
        for (double second = 0; second < 40; second += step) {
            sum += load.rate(second + step / 2) * step;
        }
        assertThat(load.records(40)).isCloseTo(sum, within(2.0));
    }

    @Test
    void aPacerSendsNeitherTwiceNorLessForAChange() {
        LoadPacer pacer = new LoadPacer(load);
        long second = 1_000_000_000L;
        pacer.take(10 * second, Integer.MAX_VALUE);
        long before = pacer.sent();
        load.hold(10, 100);

        assertThat(pacer.take(10 * second, Integer.MAX_VALUE)).isZero();
        assertThat(pacer.take(20 * second, Integer.MAX_VALUE)).isBetween(999, 1001);
        assertThat(before).isEqualTo((long) Math.floor(planned.records(10)));
    }

    @Test
    void aChangeBeforeTheLastOneCountsAsThat() {
        load.hold(10, 100);
        load.hold(9.9, 200);

        assertThat(load.rate(9.95)).isEqualTo(planned.rate(9.95));
        assertThat(load.rate(10)).isEqualTo(200);
    }

    @Test
    void anEndedLoadSendsWhatWasDueAndNoMore() {
        assertThat(load.hasEnded()).isFalse();

        load.end(10);

        assertThat(load.hasEnded()).isTrue();
        assertThat(load.rate(10)).isZero();
        assertThat(load.records(1000)).isCloseTo(planned.records(10), within(1e-6));
    }

    @Test
    void refusesWhatIsNoLoad() {
        assertThatThrownBy(() -> load.multiply(1, -1)).hasMessageContaining("must be");
        assertThatThrownBy(() -> load.hold(1, Double.NaN)).hasMessageContaining("must be");
        assertThat(load.rate(2)).isEqualTo(planned.rate(2));
    }
}
