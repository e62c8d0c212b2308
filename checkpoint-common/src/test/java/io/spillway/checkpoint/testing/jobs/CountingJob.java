package io.spillway.checkpoint.testing.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.DefaultRollingPolicy;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Counts numbers by key, in state of some size for each, and writes each count into files: "7 12"
 * is the twelfth number of key 7. Numbers that are lost, or counted twice, or written twice, are
 * seen in the files. It runs in this JVM, where tests hold it up and make it fail.
 */
public final class CountingJob {
    /** How many numbers there are, and of how many keys. */
    public static final int NUMBERS = 60_000;

    public static final int KEYS = 300;

    /** More than Flink puts into a checkpoint's metadata. */
    private static final int BALLAST = 2_000;

    private static final int MOST_PARALLEL = 12;

    /** Pause of each source after a number; this and what follows is for all jobs at once. */
    public static volatile Duration sourcePause = Duration.ZERO;

    /** Pause of the counting after a number: sources are held up, and what they send piles up. */
    public static volatile Duration countPause = Duration.ZERO;

    private static final AtomicBoolean FAILURE = new AtomicBoolean();
    private static final AtomicInteger FAILED = new AtomicInteger();

    private CountingJob() {}

    /** The next number that is counted fails the job. */
    public static void failOnce() {
        FAILURE.set(true);
    }

    /** How often that happened. */
    public static int failures() {
        return FAILED.get();
    }

    /** One that writes what it counts. */
    public static JobGraph writing(Configuration configuration, int parallelism, Path output) {
        StreamExecutionEnvironment env = environment(configuration, parallelism);
        counts(env)
                .sinkTo(
                        FileSink.<String>forRowFormat(output, new SimpleStringEncoder<>())
                                .withBucketAssigner(new BasePathBucketAssigner<>())
                                // Files outlive checkpoints, and are resumed from them.
                                .withRollingPolicy(
                                        DefaultRollingPolicy.builder()
                                                .withRolloverInterval(Duration.ofSeconds(1))
                                                .build())
                                .build())
                .name("output")
                .uid("output");
        return env.getStreamGraph().getJobGraph();
    }

    /** One that only counts. */
    public static JobGraph counting(Configuration configuration, int parallelism) {
        StreamExecutionEnvironment env = environment(configuration, parallelism);
        counts(env).sinkTo(new DiscardingSink<>()).name("output").uid("output");
        return env.getStreamGraph().getJobGraph();
    }

    private static StreamExecutionEnvironment environment(
            Configuration configuration, int parallelism) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(MOST_PARALLEL);
        return env;
    }

    private static SingleOutputStreamOperator<String> counts(StreamExecutionEnvironment env) {
        return env.fromSource(new Numbers(), WatermarkStrategy.noWatermarks(), "numbers")
                .uid("numbers")
                .map(new Pace())
                .uid("pace")
                .keyBy(number -> number % KEYS)
                .process(new Count())
                .name("count")
                .uid("count");
    }

    /** In as many splits as there can ever be readers, so that each has some after a rescaling. */
    private static final class Numbers extends NumberSequenceSource {
        private static final long serialVersionUID = 1L;

        Numbers() {
            super(0, NUMBERS - 1);
        }

        @Override
        protected List<NumberSequenceSplit> splitNumberRange(long from, long to, int parallelism) {
            List<NumberSequenceSplit> splits = new ArrayList<>();
            long size = (to - from + 1) / MOST_PARALLEL;
            for (int i = 0; i < MOST_PARALLEL; i++) {
                splits.add(
                        new NumberSequenceSplit(
                                "numbers-" + i, from + i * size, from + (i + 1) * size - 1));
            }
            return splits;
        }
    }

    private static final class Count extends KeyedProcessFunction<Long, Long, String> {
        private static final long serialVersionUID = 1L;

        private transient ValueState<Long> count;
        private transient ValueState<byte[]> ballast;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Long.class));
            ballast =
                    getRuntimeContext()
                            .getState(new ValueStateDescriptor<>("ballast", byte[].class));
        }

        @Override
        public void processElement(Long number, Context context, Collector<String> out)
                throws IOException {
            if (FAILURE.compareAndSet(true, false)) {
                FAILED.incrementAndGet();
                throw new IOException("as the test wants it");
            }
            Long before = count.value();
            long now = before == null ? 1 : before + 1;
            count.update(now);
            // Another one each time, so that no file of the state is the same as the last one.
            byte[] some = new byte[BALLAST];
            new Random(number).nextBytes(some);
            ballast.update(some);
            out.collect(context.getCurrentKey() + " " + now);
            hold(countPause);
        }
    }

    private static final class Pace implements MapFunction<Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long number) {
            hold(sourcePause);
            return number;
        }
    }

    private static void hold(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
