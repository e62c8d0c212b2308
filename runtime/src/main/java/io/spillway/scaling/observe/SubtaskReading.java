package io.spillway.scaling.observe;

/**
 * What one subtask says of itself, counted from the start of its attempt. Every number may be
 * {@code NaN}: not known.
 *
 * @param index the subtask's index in its vertex, from 0
 * @param attempt Flink's number of the attempt that runs as this subtask; another one counts anew
 * @param finished whether it has come to its end: it will process nothing more
 * @param recordsIn records taken in; of a source, records read from the outside
 * @param recordsOut records handed to the next vertices; not what a sink writes
 * @param busyMs milliseconds that it worked; {@code NaN} for legacy sources, of which Flink can't
 *     tell
 * @param idleMs milliseconds that it waited for input
 * @param backPressuredMs milliseconds that it waited for room in its output
 * @param pendingRecords of a source, records that are there and not yet read
 */
public record SubtaskReading(
        int index,
        int attempt,
        boolean finished,
        double recordsIn,
        double recordsOut,
        double busyMs,
        double idleMs,
        double backPressuredMs,
        double pendingRecords) {

    /** A subtask of which nothing is known yet. */
    public static SubtaskReading unknown(int index, int attempt, boolean finished) {
        return new SubtaskReading(
                index,
                attempt,
                finished,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }

    /** Whether it says how many records there were. */
    boolean counts() {
        return !Double.isNaN(recordsIn) || !Double.isNaN(recordsOut);
    }

    /**
     * How long the attempt has run by its own TaskManager's clock, in milliseconds; {@code NaN}
     * when that isn't known. The three times add up to it.
     */
    double lifetimeMs() {
        return busyMs + idleMs + backPressuredMs;
    }
}
