package io.spillway.bench.measure;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What comes out of a job, seen from outside. Times are milliseconds since the epoch by this
 * machine's clock, which all processes of a run share. Thread-safe.
 */
public interface Output extends AutoCloseable {
    /**
     * Whether output has come from everywhere half a second ago or less, and for a while at that
     * parallelism alone.
     */
    boolean flows(int parallelism, Duration span);

    /** Whether the job's state has the size that is asked for. */
    boolean isFilled();

    /** Whether nothing that comes out now has come out before. */
    boolean hasCaughtUp();

    /** Records that have come out more than once so far, counted each time but the first. */
    long repeated();

    /** The longest time without any output among the gaps that touch a span of time. */
    double longestGapMs(double fromMs, double toMs);

    /** The same for the key that had to wait longest; empty where keys aren't told apart. */
    OptionalDouble worstKeyGapMs(double fromMs, double toMs);

    /** When output first came at a parallelism after a moment. */
    OptionalDouble firstAtMs(int parallelism, double afterMs);

    /** Records that should have come out by now and haven't; empty where only the end tells. */
    OptionalLong lost();

    /** Records that the job's own state has not counted, or counted twice. */
    OptionalLong miscounted();

    /**
     * Ends the input where that can be done, waits for what is under way, and says what is wrong
     * with all that came out, or nothing. Blocks for some seconds at most.
     */
    Optional<String> finish() throws InterruptedException;

    /** Forgets the times of output so far; what has come out is still known. */
    void forgetTimes();

    @Override
    void close();
}
