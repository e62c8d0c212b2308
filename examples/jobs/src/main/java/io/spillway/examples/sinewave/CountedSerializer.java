package io.spillway.examples.sinewave;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes a {@link Counted}. A class of its own, since Flink can't tell the type of a lambda. The
 * Kafka record's time is left to the producer or the broker: time of output, not of input.
 */
final class CountedSerializer implements KafkaRecordSerializationSchema<Counted> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    CountedSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Counted counted, KafkaSinkContext context, Long timestamp) {
        String value = counted.sequence() + "," + counted.count() + "," + counted.createdAtMs();
        return new ProducerRecord<>(
                topic, null, null, counted.key().getBytes(UTF_8), value.getBytes(UTF_8));
    }
}
