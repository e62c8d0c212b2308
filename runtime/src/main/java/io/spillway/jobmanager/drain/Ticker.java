package io.spillway.jobmanager.drain;

/** Time that never jumps: nanoseconds from an arbitrary origin. */
@FunctionalInterface
public interface Ticker {
    /** The present, comparable only with other values of the same ticker. */
    long nanos();

    /**
     * Milliseconds from {@code earlier} to {@code later}; negative when they are the other way
     * round.
     */
    static long millisBetween(long earlier, long later) {
        return Math.floorDiv(later - earlier, 1_000_000L);
    }
}
