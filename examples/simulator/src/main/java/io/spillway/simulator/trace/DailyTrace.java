package io.spillway.simulator.trace;

import java.util.Random;

/** A day: low at night, two humps, and noise that changes every minute; the same for each seed. */
public final class DailyTrace implements Trace {

    private static final double DAY = 86_400;

    private final double from;
    private final double to;
    private final double noise;
    private final double[] minutes;

    /**
     * A day.
     *
     * @param from machines at night
     * @param to machines at the highest hump
     * @param noise standard deviation of each minute, as a share of the load
     */
    public DailyTrace(double from, double to, double noise, long seed) {
        this.from = from;
        this.to = to;
        this.noise = noise;
        Random random = new Random(seed);
        minutes = random.doubles((int) (DAY / 60) + 1).map(any -> random.nextGaussian()).toArray();
    }

    @Override
    public double seconds() {
        return DAY;
    }

    @Override
    public double machines(double second) {
        double hour = Math.max(0, second) / 3600;
        double hump = Math.max(hump(hour, 11, 3), hump(hour, 20, 2.2));
        double wobble = 1 + noise * minutes[(int) Math.min(minutes.length - 1, hour * 60)];
        return Math.max(0, (from + (to - from) * hump) * wobble);
    }

    private static double hump(double hour, double at, double width) {
        double distance = (hour - at) / width;
        return Math.exp(-distance * distance / 2);
    }
}
