package io.spillway.examples.sequence;

import io.spillway.examples.arguments.JobArguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Sequences of numbers, a count per key in state, and an onlooker that is told of each record: the
 * job of the benchmark.
 *
 * <p>Options:
 *
 * <ul>
 *   <li>{@code --observer-port PORT} (required): where the onlooker listens, on loopback
 *   <li>{@code --keys N} (200), {@code --records-per-second N} (5000) of all keys together
 *   <li>{@code --state-mib N} (0): the state is filled up to this size
 *   <li>{@code --max-parallelism N} (120): the job never uses more slots than that
 *   <li>{@code --checkpoint-seconds N} (0): what each checkpoint takes at least
 *   <li>{@code --start-when FILE}: the job waits until that file is there. So all TaskManagers can
 *       be there before it, and it doesn't begin on the first of them
 * </ul>
 */
public final class SequenceJob {
    private static final int MEBIBYTE = 1 << 20;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long BUFFER_TIMEOUT_MS = 5;

    private SequenceJob() {}

    /** Builds the job and hands it to the cluster. */
    public static void main(String[] args) throws Exception {
        JobArguments arguments =
                JobArguments.parse(
                        args,
                        Set.of(
                                "observer-port",
                                "keys",
                                "records-per-second",
                                "state-mib",
                                "max-parallelism",
                                "checkpoint-seconds",
                                "start-when"),
                        Set.of());
        arguments.requiredText("observer-port");
        int keys = arguments.number("keys", 200, 1, 100_000);
        long stateBytes = (long) arguments.number("state-mib", 0, 0, 1 << 20) * MEBIBYTE;
        int blocks = Math.toIntExact(stateBytes / CountWithPayload.BLOCK_BYTES / keys);

        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        // Else records wait up to 100 ms in a buffer, and every gap seems that much longer or
        // shorter.
        environment.setBufferTimeout(BUFFER_TIMEOUT_MS);
        environment.setMaxParallelism(arguments.number("max-parallelism", 120, 1, 32_768));
        DataStream<Numbered> source =
                environment
                        .fromSource(
                                new SequenceSource(
                                        keys,
                                        arguments.number("records-per-second", 5000, 1, 1_000_000)),
                                WatermarkStrategy.noWatermarks(),
                                "sequences")
                        .uid("sequences");
        int checkpointSeconds = arguments.number("checkpoint-seconds", 0, 0, 600);
        if (checkpointSeconds > 0) {
            SlowCheckpoints.after(source, checkpointSeconds);
        }
        source.keyBy(Numbered::key)
                .process(new CountWithPayload(blocks))
                .uid("count")
                .name("count")
                .sinkTo(new LoopbackSink(arguments.number("observer-port", 0, 1, 65_535)))
                .uid("observer")
                .name("observer");
        awaitFile(arguments.text("start-when", ""));
        environment.execute("Sequences");
    }

    private static void awaitFile(String file) throws InterruptedException {
        while (!file.isEmpty() && !Files.exists(Path.of(file))) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException(file + " isn't there");
            }
        }
    }
}
