package io.spillway.demo.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.demo.load.KeyedSequence;
import io.spillway.demo.load.LoadGenerator;
import io.spillway.demo.load.TraceLoad;
import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.localcloud.machine.VmLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {
    private static final Path JARS = Path.of(System.getProperty("kafka.jars", "target/kafka"));
    private static final int PARTITIONS = 6;

    @TempDir Path directory;

    @Test
    void servesARealLoadAndLeavesNoProcessBehind() throws Exception {
        List<LocalVm> processes = new ArrayList<>();
        VmLauncher real = new ProcessVmLauncher();
        VmLauncher launcher =
                spec -> {
                    LocalVm vm = real.launch(spec);
                    processes.add(vm);
                    return vm;
                };
        KafkaBroker broker = KafkaBroker.start(JARS, directory, launcher);
        try {
            broker.createTopic("in", PARTITIONS, Map.of());
            long[] offered = produce(broker.bootstrapServers());

            Map<String, Long> counted = consume(broker.bootstrapServers(), sum(offered));

            for (int key = 0; key < offered.length; key++) {
                assertThat(counted.get("key-%04d".formatted(key))).isEqualTo(offered[key]);
            }
            assertThatThrownBy(() -> broker.createTopic("in", PARTITIONS, Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("topic in can't be made")
                    .hasMessageContaining("already exists");
        } finally {
            broker.close();
        }

        assertThat(broker.isAlive()).isFalse();
        assertThat(processes).hasSize(2).allMatch(vm -> vm.exited().toCompletableFuture().isDone());
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void saysWhatIsMissing() {
        Path nowhere = directory.resolve("nowhere");

        assertThatThrownBy(() -> KafkaBroker.start(nowhere, directory, new ProcessVmLauncher()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        nowhere + ": Kafka's jars aren't there; use the unpacked tarball as it is");
    }

    private static long[] produce(String servers) throws Exception {
        TraceLoad load = new TraceLoad(new double[] {0}, new double[] {2000});
        try (LoadGenerator generator =
                new LoadGenerator(servers, "in", load, new KeyedSequence(24, PARTITIONS, 5))) {
            generator.start();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> generator.acknowledged() > 1000);
            long[] offered = generator.stop();
            assertThat(generator.acknowledged()).isEqualTo(sum(offered));
            assertThat(generator.failure()).isEmpty();
            return offered;
        }
    }

    /** The last sequence number of each key, having seen that none is missing or out of order. */
    private static Map<String, Long> consume(String servers, long records) {
        Map<String, Long> last = new HashMap<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, PARTITIONS)
                            .mapToObj(p -> new TopicPartition("in", p))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long seen = 0;
            while (seen < records) {
                var polled = consumer.poll(Duration.ofSeconds(20));
                assertThat(polled.isEmpty()).as("%d of %d records", seen, records).isFalse();
                for (ConsumerRecord<String, String> record : polled) {
                    long sequence = Long.parseLong(record.value().split(",", -1)[0]);
                    assertThat(sequence).isEqualTo(last.getOrDefault(record.key(), 0L) + 1);
                    last.put(record.key(), sequence);
                    seen++;
                }
            }
        }
        return last;
    }

    private static long sum(long[] numbers) {
        long sum = 0;
        for (long number : numbers) {
            sum += number;
        }
        return sum;
    }
}
