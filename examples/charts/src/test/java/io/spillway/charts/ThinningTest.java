package io.spillway.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinningTest {

    private static final int DAY = 86_400;

    @Test
    void keepsAllOfAShortSeries() {
        double[] times = {0, 1, 2, 3};

        assertThat(Thinning.keep(times, times, 3, 1).cardinality()).isEqualTo(4);
    }

    @Test
    void keepsEachStretchsHighestAndLowest() {
        double[] times = IntStream.range(0, DAY).asDoubleStream().toArray();
        Random random = new Random(7);
        double[] values = random.doubles(DAY).toArray();
        values[12_345] = 99;
        values[54_321] = -99;

        BitSet kept = Thinning.keep(times, values, DAY, 300);

        assertThat(kept.cardinality()).isLessThanOrEqualTo(5 * 300);
        assertThat(kept.get(0)).isTrue();
        assertThat(kept.get(DAY - 1)).isTrue();
        for (int stretch = 0; stretch < 300; stretch++) {
            int from = stretch * 288;
            double[] all = Arrays.copyOfRange(values, from, from + 288);
            double[] left =
                    kept.stream()
                            .filter(i -> i >= from && i < from + 288)
                            .mapToDouble(i -> values[i])
                            .toArray();
            assertThat(Arrays.stream(left).max()).isEqualTo(Arrays.stream(all).max());
            assertThat(Arrays.stream(left).min()).isEqualTo(Arrays.stream(all).min());
        }
    }

    @Test
    void keepsGaps() {
        double[] times = IntStream.range(0, 1000).asDoubleStream().toArray();
        double[] values = new double[1000];
        values[503] = Double.NaN;

        assertThat(Thinning.keep(times, values, 1000, 10).get(503)).isTrue();
    }
}
