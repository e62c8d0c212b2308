package io.spillway.demo.load;

/**
 * Says how many records are due. It counts from the start by the profile's integral, so that what
 * one turn was late or rounded, the next makes good: the rate holds over any time, without drift.
 * Not thread-safe.
 */
final class LoadPacer {
    private static final double NANOS_PER_SECOND = 1e9;

    private final LoadProfile profile;
    private long sent;

    LoadPacer(LoadProfile profile) {
        this.profile = profile;
    }

    /**
     * How many records to send now. They count as sent.
     *
     * @param elapsedNanos since the start, by a monotonic clock
     * @param most the most that the caller sends at once; the rest stays due
     */
    int take(long elapsedNanos, int most) {
        double second = elapsedNanos / NANOS_PER_SECOND;
        long due = (long) Math.floor(profile.records(second)) - sent;
        int now = (int) Math.max(0, Math.min(due, most));
        sent += now;
        return now;
    }

    /** How many have been taken since the start. */
    long sent() {
        return sent;
    }
}
