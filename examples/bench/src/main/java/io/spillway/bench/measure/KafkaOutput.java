package io.spillway.bench.measure;

import io.spillway.demo.kafka.KafkaBroker;
import io.spillway.demo.load.KeyedSequence;
import io.spillway.demo.load.LoadGenerator;
import io.spillway.demo.verify.OutputWatch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The output of the demo's job, in Kafka: what operators write is read uncommitted, by the broker's
 * time; that each record was counted exactly once is proven by what is committed at the end.
 */
public final class KafkaOutput implements Output {
    private static final String INPUT = "spillway-bench-in";
    private static final String OUTPUT = "spillway-bench-out";
    private static final int INPUT_PARTITIONS = 12;
    private static final int OUTPUT_PARTITIONS = 4;
    private static final int KEYS = 480;
    private static final long SEED = 1;
    private static final Duration LAST_RECORDS_TIMEOUT = Duration.ofSeconds(40);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Clock clock;
    private final String bootstrapServers;
    private final OutputWatch watch;
    private final LoadGenerator generator;

    /**
     * Makes the topics, and begins to write and to read.
     *
     * @param recordsPerSecond that go in
     * @param clock the one that the broker's times are by
     */
    public KafkaOutput(KafkaBroker broker, int recordsPerSecond, Clock clock)
            throws IOException, InterruptedException {
        this.clock = clock;
        this.bootstrapServers = broker.bootstrapServers();
        broker.createTopic(INPUT, INPUT_PARTITIONS, Map.of());
        broker.createTopic(
                OUTPUT, OUTPUT_PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
        this.watch =
                new OutputWatch(bootstrapServers, OUTPUT, OUTPUT_PARTITIONS, KEYS, clock.millis());
        this.generator =
                new LoadGenerator(
                        bootstrapServers,
                        INPUT,
                        new SteadyLoad(recordsPerSecond),
                        new KeyedSequence(KEYS, INPUT_PARTITIONS, SEED));
        watch.start();
        generator.start();
    }

    /** What the demo's job is to be started with. */
    public List<String> jobArguments(int recordsPerSecondPerSlot) {
        return List.of(
                "--bootstrap-servers",
                bootstrapServers,
                "--input-topic",
                INPUT,
                "--output-topic",
                OUTPUT,
                "--transactional-id-prefix",
                "spillway-bench",
                "--records-per-second-per-slot",
                Integer.toString(recordsPerSecondPerSlot));
    }

    /** Without a longer gap; the parallelism isn't in the records. */
    @Override
    public boolean flows(int parallelism, Duration span) {
        long now = clock.millis();
        long since = now - span.toMillis();
        return watch.lastWrittenAtMs() > now - 500 && watch.longestGapMs(since, now) < 500;
    }

    @Override
    public boolean isFilled() {
        return true;
    }

    /** As soon as output is steady: Kafka hands over what is to be repeated at once. */
    @Override
    public boolean hasCaughtUp() {
        return true;
    }

    @Override
    public long repeated() {
        return watch.repeated();
    }

    @Override
    public double longestGapMs(double fromMs, double toMs) {
        return watch.longestGapMs((long) fromMs, (long) toMs);
    }

    @Override
    public OptionalDouble worstKeyGapMs(double fromMs, double toMs) {
        return OptionalDouble.empty();
    }

    @Override
    public OptionalDouble firstAtMs(int parallelism, double afterMs) {
        return OptionalDouble.empty();
    }

    @Override
    public OptionalLong lost() {
        return OptionalLong.empty();
    }

    @Override
    public OptionalLong miscounted() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<String> finish() throws InterruptedException {
        long[] offered = generator.stop();
        long all = 0;
        for (long records : offered) {
            all += records;
        }
        long deadline = System.nanoTime() + LAST_RECORDS_TIMEOUT.toNanos();
        while ((watch.committed() < all || !watch.isDrained())
                && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        OutputWatch.Verdict verdict = watch.verdict(offered);
        return verdict.exactlyOnce()
                ? Optional.empty()
                : Optional.of(
                        "of %d records %d were lost and %d came twice"
                                .formatted(all, verdict.lost(), verdict.duplicated()));
    }

    /** Times are a bit for each millisecond: there is nothing to be saved. */
    @Override
    public void forgetTimes() {}

    @Override
    public void close() {
        generator.close();
        watch.close();
    }
}
