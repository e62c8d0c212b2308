package io.spillway.examples.sinewave;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {
    @Test
    void readsAMeasurement() throws Exception {
        assertThat(MeasurementDeserializer.read(record("k-7", "12,1700000000123")))
                .isEqualTo(new Measurement("k-7", 12, 1_700_000_000_123L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", ",5", "12,", "a,5", "12,b", "12,5,6"})
    void saysWhereARecordIsThatIsNone(String value) {
        assertThatThrownBy(() -> MeasurementDeserializer.read(record("k", value)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "in, partition 3, offset 99: '"
                                + value
                                + "' is not a key with 'sequence,createdAtMs'");
    }

    @Test
    void refusesARecordWithoutKeyOrValue() {
        assertThatThrownBy(() -> MeasurementDeserializer.read(record(null, "1,2")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> MeasurementDeserializer.read(record("k", null)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void writesACountAndLeavesTheTimeToTheBroker() {
        ProducerRecord<byte[], byte[]> record =
                new CountedSerializer("out").serialize(new Counted("k-7", 12, 11, 55), null, 99L);

        assertThat(record.topic()).isEqualTo("out");
        assertThat(new String(record.key(), UTF_8)).isEqualTo("k-7");
        assertThat(new String(record.value(), UTF_8)).isEqualTo("12,11,55");
        assertThat(record.timestamp()).isNull();
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String value) {
        return new ConsumerRecord<>("in", 3, 99, bytes(key), bytes(value));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
