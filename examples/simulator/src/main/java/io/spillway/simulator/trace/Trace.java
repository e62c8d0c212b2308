package io.spillway.simulator.trace;

/** A load over time. */
public interface Trace {

    /** How long it is, seconds; above 0. */
    double seconds();

    /**
     * The load at a moment: how many machines carry it at the target utilization, without rounding.
     *
     * @param second from 0 to {@link #seconds}; what is before has the load of the beginning
     * @return 0 or more
     */
    double machines(double second);

    /** When the load steps up, seconds; NaN where it doesn't. */
    default double stepAt() {
        return Double.NaN;
    }
}
