package io.spillway.simulator.trace;

/**
 * One sine wave from its lowest point to its lowest point.
 *
 * @param from machines at the lowest point
 * @param to machines at the highest
 * @param seconds its period
 */
public record SineTrace(double from, double to, double seconds) implements Trace {

    @Override
    public double machines(double second) {
        double angle = 2 * Math.PI * Math.max(0, second) / seconds;
        return from + (to - from) * (1 - Math.cos(angle)) / 2;
    }
}
