package io.spillway.examples.sinewave;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads a {@link Measurement} off the wire; what isn't one fails the job with its offset. */
final class MeasurementDeserializer implements KafkaRecordDeserializationSchema<Measurement> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Measurement> out)
            throws IOException {
        out.collect(read(record));
    }

    static Measurement read(ConsumerRecord<byte[], byte[]> record) throws IOException {
        String value = record.value() == null ? "" : new String(record.value(), UTF_8);
        int comma = value.indexOf(',');
        if (record.key() != null && comma > 0) {
            try {
                return new Measurement(
                        new String(record.key(), UTF_8),
                        Long.parseLong(value, 0, comma, 10),
                        Long.parseLong(value, comma + 1, value.length(), 10));
            } catch (NumberFormatException e) {
                throw new IOException(complaint(record, value), e);
            }
        }
        throw new IOException(complaint(record, value));
    }

    private static String complaint(ConsumerRecord<byte[], byte[]> record, String value) {
        return record.topic()
                + ", partition "
                + record.partition()
                + ", offset "
                + record.offset()
                + ": '"
                + value
                + "' is not a key with 'sequence,createdAtMs'";
    }

    @Override
    public TypeInformation<Measurement> getProducedType() {
        return TypeInformation.of(Measurement.class);
    }
}
