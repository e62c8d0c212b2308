package io.spillway.charts;

import java.util.BitSet;

/**
 * Leaves points out of long series so that the line still looks the same: of each stretch of time
 * the first, the lowest, the highest and the last point stay, and one gap where there is one.
 */
public final class Thinning {

    private Thinning() {}

    /**
     * Which points to keep.
     *
     * @param times not descending
     * @param values as many; NaN is a gap
     * @param end where the time axis ends; it begins at 0
     * @param stretches how many stretches the axis is divided into
     * @return the indices to keep; all of them when there are few
     */
    public static BitSet keep(double[] times, double[] values, double end, int stretches) {
        BitSet kept = new BitSet(times.length);
        if (times.length <= 4 * stretches) {
            kept.set(0, times.length);
            return kept;
        }
        int begin = 0;
        while (begin < times.length) {
            int stretch = stretchOf(times[begin], end, stretches);
            int past = begin + 1;
            while (past < times.length && stretchOf(times[past], end, stretches) == stretch) {
                past++;
            }
            keepOf(values, begin, past, kept);
            begin = past;
        }
        return kept;
    }

    private static int stretchOf(double time, double end, int stretches) {
        return (int) Math.min(stretches - 1.0, Math.floor(time * stretches / end));
    }

    private static void keepOf(double[] values, int begin, int past, BitSet kept) {
        int lowest = -1;
        int highest = -1;
        int gap = -1;
        for (int i = begin; i < past; i++) {
            if (Double.isNaN(values[i])) {
                gap = i;
            } else {
                lowest = lowest < 0 || values[i] < values[lowest] ? i : lowest;
                highest = highest < 0 || values[i] > values[highest] ? i : highest;
            }
        }
        kept.set(begin);
        kept.set(past - 1);
        for (int i : new int[] {lowest, highest, gap}) {
            if (i >= 0) {
                kept.set(i);
            }
        }
    }
}
