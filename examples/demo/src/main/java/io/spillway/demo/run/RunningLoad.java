package io.spillway.demo.run;

import io.spillway.demo.load.AdjustableLoad;
import io.spillway.demo.load.KeyedSequence;
import io.spillway.demo.load.LoadGenerator;
import io.spillway.demo.verify.OutputWatch;
import io.spillway.localcloud.lifetime.Cleanup;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The records that go in, and the watch on those that come out. For one thread but for counters.
 */
final class RunningLoad {
    private static final Duration STALLED = Duration.ofSeconds(60);

    private final LoadGenerator generator;
    private final OutputWatch output;

    /** What has to be true while it is waited. */
    @FunctionalInterface
    interface Condition {
        void require() throws DemoException;
    }

    private RunningLoad(LoadGenerator generator, OutputWatch output) {
        this.generator = generator;
        this.output = output;
    }

    /** Nothing is sent until {@link #start}. */
    static RunningLoad of(
            String bootstrapServers, AdjustableLoad load, long seed, Cleanup cleanup) {
        OutputWatch output =
                cleanup.add(
                        new OutputWatch(
                                bootstrapServers,
                                DemoCluster.OUTPUT_TOPIC,
                                Tuning.OUTPUT_PARTITIONS,
                                Tuning.KEYS,
                                System.currentTimeMillis()));
        LoadGenerator generator =
                cleanup.add(
                        new LoadGenerator(
                                bootstrapServers,
                                DemoCluster.INPUT_TOPIC,
                                load,
                                new KeyedSequence(Tuning.KEYS, Tuning.INPUT_PARTITIONS, seed)));
        return new RunningLoad(generator, output);
    }

    void start() {
        output.start();
        generator.start();
    }

    Sampler.Counters counters() {
        return new Sampler.Counters(generator.acknowledged(), output.written(), output.position());
    }

    /** Records in the input that the job isn't done with. Any thread. */
    double lag() {
        return Math.max(0, generator.acknowledged() - output.position());
    }

    /** How long nothing came out; see {@link Recorder.Gaps}. */
    long longestGapMs(long fromEpochMs, long toEpochMs) {
        return output.longestGapMs(fromEpochMs, toEpochMs);
    }

    /**
     * Sends no more, and waits until all that was sent is committed, or nothing more is for a
     * minute.
     *
     * @param condition what has to be true meanwhile
     * @param notes who hears of what the report should tell
     * @return how many records were sent of each key
     */
    long[] finish(Condition condition, Consumer<String> notes)
            throws DemoException, InterruptedException {
        long[] offered = generator.stop();
        generator
                .failure()
                .ifPresent(e -> notes.accept("the load generator failed: " + e.getMessage()));
        long all = Arrays.stream(offered).sum();
        long committed = -1;
        long lastGain = System.nanoTime();
        while (output.committed() < all || !output.isDrained()) {
            condition.require();
            if (output.committed() > committed) {
                committed = output.committed();
                lastGain = System.nanoTime();
            } else if (System.nanoTime() - lastGain > STALLED.toNanos()) {
                // What is missing now is lost; the verdict says how much.
                notes.accept(
                        "nothing was committed for %d s; %d of %d records were"
                                .formatted(STALLED.toSeconds(), committed, all));
                break;
            }
            Pause.untilNextLook();
        }
        return offered;
    }

    /**
     * What came of the records.
     *
     * @param offered as {@link #finish} told
     */
    OutputWatch.Verdict verdict(long[] offered) {
        return output.verdict(offered);
    }

    /** Fails when input or output can't be reached any more. */
    void requireWell() throws DemoException {
        if (output.failure().isPresent()) {
            throw new DemoException(
                    "the output can't be read: " + output.failure().get().getMessage());
        }
        if (generator.failure().isPresent()) {
            throw new DemoException(
                    "the load can't be written: " + generator.failure().get().getMessage());
        }
    }
}
