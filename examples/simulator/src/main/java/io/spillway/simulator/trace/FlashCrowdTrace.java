package io.spillway.simulator.trace;

/**
 * A load that multiplies within a minute, stays for a sixth of the time, and fades.
 *
 * @param from machines before and after
 * @param to machines at the peak
 * @param seconds how long it is
 */
public record FlashCrowdTrace(double from, double to, double seconds) implements Trace {

    private static final double RAMP = 60;

    @Override
    public double machines(double second) {
        double begin = seconds / 4;
        double fades = begin + RAMP + seconds / 6;
        double share;
        if (second < begin) {
            share = 0;
        } else if (second < fades) {
            share = Math.min(1, (second - begin) / RAMP);
        } else {
            share = Math.exp(-(second - fades) / (seconds / 12));
        }
        return from + (to - from) * share;
    }
}
