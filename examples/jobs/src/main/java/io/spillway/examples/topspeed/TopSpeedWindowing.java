package io.spillway.examples.topspeed;

import io.spillway.examples.arguments.JobArguments;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.apache.flink.streaming.api.windowing.evictors.TimeEvictor;
import org.apache.flink.streaming.api.windowing.triggers.DeltaTrigger;

/**
 * Every 50 metres that a car drives: its top speed within the last 10 seconds. Runs until it is
 * stopped, at whatever parallelism the fleet allows; keyed windows and the source's cars move with
 * it. Results go to the TaskManagers' standard output.
 *
 * <p>Options: {@code --cars N} (1 to 100000, 16), {@code --interval-ms N} between two readings of a
 * car (1 to 60000, 100), {@code --seed N}, {@code --discard} (print nothing).
 */
public final class TopSpeedWindowing {
    /**
     * Divisible by 1 to 6, 8, 10, 12 and 15: at these sizes of the fleet every slot holds equally
     * many key groups, so that none has more to do than the others.
     */
    private static final int MAX_PARALLELISM = 120;

    private static final double TRIGGER_METERS = 50;
    private static final Duration EVICTION = Duration.ofSeconds(10);

    private TopSpeedWindowing() {}

    /** Builds the job and hands it to the cluster. */
    public static void main(String[] args) throws Exception {
        JobArguments arguments =
                JobArguments.parse(args, Set.of("cars", "interval-ms", "seed"), Set.of("discard"));
        CarSource source =
                new CarSource(
                        arguments.number("cars", 16, 1, 100_000),
                        arguments.number("interval-ms", 100, 1, 60_000),
                        arguments.number("seed", 1, 0, Integer.MAX_VALUE));

        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setMaxParallelism(MAX_PARALLELISM);
        DataStream<CarReading> topSpeeds = topSpeeds(environment, source);
        // A name for each operator with state, so that checkpoints survive changes of the graph.
        if (arguments.has("discard")) {
            topSpeeds.sinkTo(new DiscardingSink<>()).uid("sink").name("discard");
        } else {
            topSpeeds.print().uid("sink").name("print");
        }
        environment.execute("Top speed windowing");
    }

    /** The pipeline without its sink. */
    static DataStream<CarReading> topSpeeds(
            StreamExecutionEnvironment environment, CarSource source) {
        return environment
                .fromSource(
                        source,
                        WatermarkStrategy.<CarReading>forMonotonousTimestamps()
                                .withIdleness(Duration.ofSeconds(1)),
                        "cars",
                        TypeInformation.of(CarReading.class))
                .uid("cars")
                .keyBy(CarReading::car)
                .window(GlobalWindows.create())
                .evictor(TimeEvictor.of(EVICTION))
                .trigger(
                        DeltaTrigger.of(
                                TRIGGER_METERS,
                                (before, now) -> now.distanceMeters() - before.distanceMeters(),
                                TypeInformation.of(CarReading.class)
                                        .createSerializer(
                                                environment.getConfig().getSerializerConfig())))
                .reduce((a, b) -> a.speedKmh() >= b.speedKmh() ? a : b)
                .uid("top-speed")
                .name("top speed");
    }
}
