package io.spillway.demo.load;

/** How many records a second arrive, over time. Thread-safe. */
public interface LoadProfile {
    /**
     * The rate at one moment, in records per second, 0 or more.
     *
     * @param second seconds since the start, 0 or more
     */
    double rate(double second);

    /**
     * How many records have been due from the start until then: the integral of the rate. Whoever
     * sends by it never drifts, however unevenly it gets to run.
     *
     * @param second seconds since the start, 0 or more
     */
    double records(double second);

    /** The highest rate that ever comes, in records per second. */
    double peak();
}
