package io.spillway.demo.load;

import java.util.ArrayList;
import java.util.List;

/**
 * A planned load that can be changed while it runs: from one moment on it is a multiple of what was
 * planned, or a fixed rate; and it can be ended early. What was due before stays due. Any thread
 * may change it while any other reads.
 */
public final class AdjustableLoad implements LoadProfile {
    private final LoadProfile planned;
    private volatile List<Stretch> stretches;
    private volatile boolean ended;

    /**
     * @param planned holds until the first change
     */
    public AdjustableLoad(LoadProfile planned) {
        this.planned = planned;
        this.stretches = List.of(new Stretch(0, 0, 1, Double.NaN));
    }

    /**
     * From then on a multiple of the planned load; 1 goes back to it.
     *
     * @param second seconds since the start; a time before the last change counts as that
     * @param factor 0 or more
     */
    public void multiply(double second, double factor) {
        change(second, factor, Double.NaN);
    }

    /**
     * From then on always the same rate.
     *
     * @param second seconds since the start; a time before the last change counts as that
     * @param rate in records per second, 0 or more
     */
    public void hold(double second, double rate) {
        requireNotNegative(rate);
        change(second, Double.NaN, rate);
    }

    /**
     * From then on nothing.
     *
     * @param second seconds since the start; a time before the last change counts as that
     */
    public void end(double second) {
        hold(second, 0);
        ended = true;
    }

    /** Whether somebody has ended it. */
    public boolean hasEnded() {
        return ended;
    }

    private synchronized void change(double second, double factor, double rate) {
        if (Double.isNaN(rate)) {
            requireNotNegative(factor);
        }
        double from = Math.max(second, stretches.get(stretches.size() - 1).from);
        List<Stretch> more = new ArrayList<>(stretches);
        more.add(new Stretch(from, records(from), factor, rate));
        stretches = List.copyOf(more);
    }

    private static void requireNotNegative(double number) {
        if (!(number >= 0 && Double.isFinite(number))) {
            throw new IllegalArgumentException(number + ": must be a number of 0 or more");
        }
    }

    @Override
    public double rate(double second) {
        Stretch stretch = at(second);
        return stretch.isFixed() ? stretch.rate : stretch.factor * planned.rate(second);
    }

    @Override
    public double records(double second) {
        Stretch stretch = at(second);
        return stretch.before
                + (stretch.isFixed()
                        ? stretch.rate * (second - stretch.from)
                        : stretch.factor
                                * (planned.records(second) - planned.records(stretch.from)));
    }

    /** The highest rate that was planned. */
    @Override
    public double peak() {
        return planned.peak();
    }

    private Stretch at(double second) {
        List<Stretch> now = stretches;
        for (int i = now.size() - 1; i > 0; i--) {
            if (second >= now.get(i).from) {
                return now.get(i);
            }
        }
        return now.get(0);
    }

    /**
     * What holds from one change to the next.
     *
     * @param from when it begins, in seconds since the start
     * @param before records that were due until then
     * @param factor of the planned load; NaN with a fixed rate
     * @param rate records per second; NaN with a factor
     */
    private record Stretch(double from, double before, double factor, double rate) {
        boolean isFixed() {
            return !Double.isNaN(rate);
        }
    }
}
