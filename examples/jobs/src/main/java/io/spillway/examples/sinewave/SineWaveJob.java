package io.spillway.examples.sinewave;

import io.spillway.examples.arguments.JobArguments;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Kafka, expensive math, a count per key in state, Kafka with exactly-once transactions: the job of
 * the demo, whose load follows a sine wave.
 *
 * <p>Options:
 *
 * <ul>
 *   <li>{@code --bootstrap-servers HOST:PORT[,…]} (required)
 *   <li>{@code --input-topic NAME} (spillway-demo-in), {@code --output-topic NAME}
 *       (spillway-demo-out), {@code --group NAME} (spillway-demo)
 *   <li>{@code --transactional-id-prefix TEXT} (required): unique to a run against one broker. A
 *       job that is restored from its checkpoints must keep it
 *   <li>{@code --records-per-second-per-slot N}: what one slot can take, 1 to 1000000 (1000)
 *   <li>{@code --real-cpu}: burn that work on a CPU instead of sleeping it off
 * </ul>
 *
 * Checkpoints are configured where the cluster is: {@code execution.checkpointing.interval}.
 */
public final class SineWaveJob {
    /**
     * Divisible by 1 to 6, 8, 10, 12 and 15: at these sizes of the fleet every slot holds equally
     * many key groups, so that none has more to do than the others.
     */
    private static final int MAX_PARALLELISM = 120;

    /** Kafka's brokers allow 15 minutes at most by default; Flink's own default is an hour. */
    private static final String TRANSACTION_TIMEOUT_MS = "600000";

    private SineWaveJob() {}

    /** Builds the job and hands it to the cluster. */
    public static void main(String[] args) throws Exception {
        JobArguments arguments =
                JobArguments.parse(
                        args,
                        Set.of(
                                "bootstrap-servers",
                                "input-topic",
                                "output-topic",
                                "group",
                                "transactional-id-prefix",
                                "records-per-second-per-slot"),
                        Set.of("real-cpu"));
        int rate = arguments.number("records-per-second-per-slot", 1000, 1, 1_000_000);
        Work work = arguments.has("real-cpu") ? new CpuWork(rate) : new ParkedWork(rate);

        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setMaxParallelism(MAX_PARALLELISM);
        // A name for each operator with state, so that checkpoints survive changes of the graph.
        environment
                .fromSource(source(arguments), WatermarkStrategy.noWatermarks(), "measurements")
                .uid("measurements")
                .map(new ExpensiveMath(work))
                .uid("expensive-math")
                .name("expensive math")
                .keyBy(Measurement::key)
                .process(new CountPerKey())
                .uid("count-per-key")
                .name("count per key")
                .sinkTo(sink(arguments))
                .uid("counts")
                .name("counts");
        environment.execute("Sine wave");
    }

    private static KafkaSource<Measurement> source(JobArguments arguments) {
        return KafkaSource.<Measurement>builder()
                .setBootstrapServers(arguments.requiredText("bootstrap-servers"))
                .setTopics(arguments.text("input-topic", "spillway-demo-in"))
                .setGroupId(arguments.text("group", "spillway-demo"))
                .setClientIdPrefix(arguments.text("group", "spillway-demo"))
                // Not the group's committed offsets: a job that starts without a checkpoint starts
                // without counts, too. The group's offsets are written for onlookers alone.
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new MeasurementDeserializer())
                // The topic's partitions don't change; looking for new ones costs an admin client.
                .setProperty("partition.discovery.interval.ms", "-1")
                .setProperty("retry.backoff.ms", "5")
                .setProperty("reconnect.backoff.ms", "5")
                // Fifty fetches a second instead of hundreds: a broker that answers each record by
                // itself takes more of a laptop's CPU than the job.
                .setProperty("fetch.min.bytes", "16384")
                .setProperty("fetch.max.wait.ms", "20")
                // A consumer knows how much waits as of its last fetch, and doesn't fetch before
                // it has handed on what it has: small fetches keep pendingRecords true.
                .setProperty("fetch.max.bytes", "65536")
                .setProperty("max.partition.fetch.bytes", "16384")
                .build();
    }

    private static KafkaSink<Counted> sink(JobArguments arguments) {
        return KafkaSink.<Counted>builder()
                .setBootstrapServers(arguments.requiredText("bootstrap-servers"))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(arguments.requiredText("transactional-id-prefix"))
                .setRecordSerializer(
                        new CountedSerializer(arguments.text("output-topic", "spillway-demo-out")))
                .setProperty("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS)
                // A restarted sink asks the coordinator again and again until the transactions it
                // restores are settled; Kafka's default of 100 ms a turn is most of the downtime.
                .setProperty("retry.backoff.ms", "5")
                .setProperty("reconnect.backoff.ms", "5")
                // Fewer, larger batches, for the same reason as above.
                .setProperty("linger.ms", "20")
                .build();
    }
}
