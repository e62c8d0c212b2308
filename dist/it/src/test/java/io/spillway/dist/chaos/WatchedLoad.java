package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.demo.load.KeyedSequence;
import io.spillway.demo.load.LoadGenerator;
import io.spillway.demo.load.LoadProfile;
import io.spillway.demo.load.SineLoad;
import io.spillway.demo.verify.OutputWatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Load for a fleet's job, and the watch on what comes out of it. */
final class WatchedLoad implements AutoCloseable {
    private static final int KEYS = 240;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final OutputWatch output;
    private final LoadGenerator load;
    private long[] offered = {};

    /**
     * Nothing is sent until {@link #start}; then it goes up and down.
     *
     * @param seed of the records' order
     */
    WatchedLoad(ChaosFleet fleet, long seed) {
        this(fleet, seed, new SineLoad(200, 800, 60));
    }

    /** The same with another load. */
    WatchedLoad(ChaosFleet fleet, long seed, LoadProfile profile) {
        this.output =
                new OutputWatch(
                        fleet.bootstrapServers(),
                        ChaosFleet.OUTPUT,
                        ChaosFleet.OUTPUT_PARTITIONS,
                        KEYS,
                        System.currentTimeMillis());
        this.load =
                new LoadGenerator(
                        fleet.bootstrapServers(),
                        ChaosFleet.INPUT,
                        profile,
                        new KeyedSequence(KEYS, ChaosFleet.INPUT_PARTITIONS, seed));
    }

    void start() {
        output.start();
        load.start();
    }

    OutputWatch output() {
        return output;
    }

    /**
     * Ends the load and waits until all of it is committed.
     *
     * @param atMost how long; then the verdict tells what is missing
     * @param meanwhile what has to be true meanwhile
     */
    OutputWatch.Verdict finish(Duration atMost, Runnable meanwhile) throws InterruptedException {
        offered = load.stop();
        assertThat(load.failure()).isEmpty();
        long deadline = System.nanoTime() + atMost.toNanos();
        while ((output.committed() < sent() || !output.isDrained())
                && System.nanoTime() - deadline < 0) {
            assertThat(output.failure()).isEmpty();
            meanwhile.run();
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return output.verdict(offered);
    }

    private long sent() {
        return Arrays.stream(offered).sum();
    }

    /**
     * The proof.
     *
     * @param see where to read on if it fails
     */
    void assertCountedOnce(OutputWatch.Verdict verdict, String see) {
        assertThat(verdict.lost()).as("lost, " + see).isZero();
        assertThat(verdict.duplicated()).as("duplicated, " + see).isZero();
        assertThat(verdict.foreign()).as("never sent, " + see).isZero();
        assertThat(verdict.distinct()).as("all, " + see).isPositive().isEqualTo(sent());
        assertThat(output.isDrained()).as("no transaction is open, " + see).isTrue();
    }

    @Override
    public void close() {
        try (output) {
            load.close();
        }
    }
}
