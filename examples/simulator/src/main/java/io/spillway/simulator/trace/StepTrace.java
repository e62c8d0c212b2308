package io.spillway.simulator.trace;

/**
 * A load that steps up at a quarter of the time, and stays.
 *
 * @param from machines before
 * @param to machines after
 * @param seconds how long it is
 */
public record StepTrace(double from, double to, double seconds) implements Trace {

    @Override
    public double machines(double second) {
        return second < stepAt() ? from : to;
    }

    @Override
    public double stepAt() {
        return seconds / 4;
    }
}
