package io.spillway.demo.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes the load to the input topic: {@code sequence,createdAtMs} under its key, acknowledged by
 * all replicas, idempotent, so that what Kafka has is what was sent, once and in order. One thread
 * sends; everything else may be called from any thread.
 */
public final class LoadGenerator implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    /** Some records a batch: the broker shares the machine with everything else. */
    private static final int LINGER_MS = 20;

    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Bounds a turn, so that stopping never waits for a long one. */
    private static final int MOST_PER_TURN = 5000;

    private final String topic;
    private final LoadProfile profile;
    private final KeyedSequence sequence;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Sends nothing until {@link #start()}.
     *
     * @param bootstrapServers Kafka's {@code host:port}
     */
    public LoadGenerator(
            String bootstrapServers, String topic, LoadProfile profile, KeyedSequence sequence) {
        this.topic = topic;
        this.profile = profile;
        this.sequence = sequence;
        this.producer = new KafkaProducer<>(producerSettings(bootstrapServers));
        this.thread = new Thread(this::send, "load-generator");
        thread.setDaemon(true);
    }

    private static Map<String, Object> producerSettings(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "spillway-demo-load");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return settings;
    }

    /** Begins with second 0 of the profile. */
    public void start() {
        thread.start();
    }

    /** How many records Kafka has acknowledged. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** What made the generator give up, if anything did. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure.get());
    }

    /**
     * Sends nothing more and waits until Kafka has acknowledged what was sent, 20 s at most. After
     * that the numbers stand still.
     *
     * @return how many records each key has had, by the key's number
     */
    public long[] stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(CLOSE_TIMEOUT.toMillis());
        producer.flush();
        return sequence.offered();
    }

    private void send() {
        LoadPacer pacer = new LoadPacer(profile);
        long start = System.nanoTime();
        try {
            while (!stopping && failure.get() == null) {
                int count = pacer.take(System.nanoTime() - start, MOST_PER_TURN);
                for (int i = 0; i < count; i++) {
                    send(sequence.next());
                }
                if (count < MOST_PER_TURN) {
                    LockSupport.parkNanos(TURN_NANOS);
                }
            }
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void send(KeyedSequence.Entry entry) {
        String value = entry.sequence() + "," + System.currentTimeMillis();
        // The callback has the result.
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                entry.partition(),
                                sequence.wireName(entry.key()),
                                value.getBytes(US_ASCII)),
                        (metadata, problem) -> {
                            if (problem == null) {
                                acknowledged.incrementAndGet();
                            } else {
                                failure.compareAndSet(null, problem);
                            }
                        });
    }

    /** Stops without waiting for what is under way. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        producer.close(Duration.ZERO);
    }
}
