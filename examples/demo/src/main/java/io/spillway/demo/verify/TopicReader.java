package io.spillway.demo.verify;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a whole topic from its first record, for ever, on a thread of its own, and hands each
 * record to whoever wants it.
 */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration END_OFFSETS_TIMEOUT = Duration.ofSeconds(10);
    private static final long CLOSE_TIMEOUT_MS = 5_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final RecordListener listener;
    private final Thread thread;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private volatile boolean stopping;

    /** Who gets the records; called on the reader's thread. */
    interface RecordListener {
        void read(ConsumerRecord<byte[], byte[]> record);
    }

    TopicReader(
            String bootstrapServers,
            String topic,
            int partitionCount,
            IsolationLevel isolation,
            RecordListener listener) {
        this.consumer = new KafkaConsumer<>(settings(bootstrapServers, isolation));
        this.partitions =
                IntStream.range(0, partitionCount)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList();
        this.listener = listener;
        this.thread = new Thread(this::run, "reader-" + name(isolation));
        thread.setDaemon(true);
    }

    static Map<String, Object> settings(String bootstrapServers, IsolationLevel isolation) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "spillway-demo-" + name(isolation));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, name(isolation));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
        // Twenty fetches a second do; the times come from the broker.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1 << 16);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }

    private static String name(IsolationLevel isolation) {
        return isolation.name().toLowerCase(Locale.ROOT);
    }

    void start() {
        thread.start();
    }

    /** What made the reader give up, if anything did. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Whether everything up to the given offsets has been handed on. */
    boolean hasReached(Map<TopicPartition, Long> offsets) {
        synchronized (positions) {
            return offsets.entrySet().stream()
                    .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
        }
    }

    /**
     * Where the topic ends: for committed records, before the first transaction that is open.
     * Blocks; any thread.
     */
    static Map<TopicPartition, Long> endOffsets(
            String bootstrapServers, String topic, int partitionCount, IsolationLevel isolation) {
        try (KafkaConsumer<byte[], byte[]> asking =
                new KafkaConsumer<>(settings(bootstrapServers, isolation))) {
            return asking.endOffsets(
                    IntStream.range(0, partitionCount)
                            .mapToObj(partition -> new TopicPartition(topic, partition))
                            .toList(),
                    END_OFFSETS_TIMEOUT);
        }
    }

    private void run() {
        try {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!stopping) {
                consumer.poll(POLL).forEach(listener::read);
                synchronized (positions) {
                    for (TopicPartition partition : partitions) {
                        positions.put(partition, consumer.position(partition));
                    }
                }
            }
        } catch (WakeupException e) {
            // Closed.
        } catch (RuntimeException e) {
            if (!stopping) {
                failure.set(e);
            }
        } finally {
            consumer.close();
        }
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
