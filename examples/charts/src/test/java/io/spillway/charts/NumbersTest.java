package io.spillway.charts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

    @Test
    void readsWell() {
        assertThat(Numbers.decimal(1.2345, 2)).isEqualTo("1.23");
        assertThat(Numbers.decimal(100, 2)).isEqualTo("100");
        assertThat(Numbers.decimal(-0.0001, 2)).isEqualTo("0");
        assertThat(Numbers.compact(7500)).isEqualTo("7.5k");
        assertThat(Numbers.compact(600_000)).isEqualTo("600k");
        assertThat(Numbers.compact(1_200_000)).isEqualTo("1.2M");
        assertThat(Numbers.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Numbers.count(-1)).isEqualTo("not known");
        assertThat(Numbers.milliseconds(640.4)).isEqualTo("640 ms");
        assertThat(Numbers.milliseconds(1240)).isEqualTo("1.24 s");
        assertThat(Numbers.milliseconds(Double.NaN)).isEqualTo("not known");
        assertThat(Numbers.seconds(12.345)).isEqualTo("12.3 s");
        assertThat(Numbers.seconds(-1)).isEqualTo("not known");
        assertThat(Numbers.clock(7)).isEqualTo("0:07");
        assertThat(Numbers.clock(750)).isEqualTo("12:30");
        assertThat(Numbers.clock(3723)).isEqualTo("1:02:03");
        assertThat(Numbers.span(45)).isEqualTo("45 s");
        assertThat(Numbers.span(480)).isEqualTo("8 min 0 s");
        assertThat(Numbers.span(7500)).isEqualTo("2 h 5 min");
        assertThat(Numbers.of(1, "rescale", "rescales")).isEqualTo("1 rescale");
        assertThat(Numbers.of(0, "rescale", "rescales")).isEqualTo("0 rescales");
    }
}
