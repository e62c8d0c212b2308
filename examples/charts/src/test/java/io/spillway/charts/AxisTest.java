package io.spillway.charts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AxisTest {

    @Test
    void endsOnARoundTickAtOrAboveTheHighest() {
        assertThat(Axis.upTo(6000, 5, 1)).isEqualTo(new Axis(6000, 2000));
        assertThat(Axis.upTo(4322, 5, 1)).isEqualTo(new Axis(5000, 1000));
        assertThat(Axis.upTo(13, 5, 1)).isEqualTo(new Axis(15, 5));
        assertThat(Axis.upTo(0, 5, 1)).isEqualTo(new Axis(1, 1));
        for (double highest = 0.01; highest < 1e9; highest *= 1.37) {
            Axis axis = Axis.upTo(highest, 6, 1);
            assertThat(axis.max()).isGreaterThanOrEqualTo(highest);
            assertThat(axis.ticks()).hasSizeBetween(2, 8);
        }
    }

    @Test
    void countsWholeThingsInWholeSteps() {
        assertThat(Axis.upTo(2, 8, 1).ticks()).containsExactly(0.0, 1.0, 2.0);
        assertThat(Axis.upTo(12, 5, 1).step()).isEqualTo(3);
    }

    @Test
    void dividesTimeAsClocksDo() {
        assertThat(Axis.time(480, 12)).isEqualTo(new Axis(480, 60));
        assertThat(Axis.time(10, 10).step()).isEqualTo(1);
        assertThat(Axis.time(86_400, 12).step()).isEqualTo(7200);
        assertThat(Axis.time(40 * 86_400.0, 10).step()).isEqualTo(4 * 86_400.0);
    }
}
