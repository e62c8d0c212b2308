package io.spillway.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class OutputPositionTest {
    @Test
    void followsTheJobForthAndBack() {
        OutputPosition position = new OutputPosition(2);
        add(position, 0, 1);
        add(position, 0, 2);
        add(position, 1, 1);
        assertThat(position.records()).isEqualTo(3);

        // A failure: the job repeats key 0 from its checkpoint on.
        add(position, 0, 1);
        assertThat(position.records()).isEqualTo(2);
        add(position, 0, 2);
        add(position, 0, 3);
        assertThat(position.records()).isEqualTo(4);
    }

    @Test
    void readsTheJobsRecordsAndNoOthers() {
        assertThat(read("key-0007", "12,11,1700000000123"))
                .isEqualTo(new OutputRecord(7, 12, 11, 1_700_000_000_123L, -1));
        assertThat(read("key-0007", "12,11").key()).isEqualTo(-1);
        assertThat(read("key-0007", "a,b,c").key()).isEqualTo(-1);
        assertThat(read("other", "1,1,1").key()).isEqualTo(-1);
        assertThat(read(null, "1,1,1").key()).isEqualTo(-1);
        assertThat(read("key-0007", null).key()).isEqualTo(-1);
    }

    private static OutputRecord read(String key, String value) {
        return OutputRecord.read(
                new ConsumerRecord<>(
                        "out",
                        0,
                        0,
                        key == null ? null : key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        value == null
                                ? null
                                : value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static void add(OutputPosition position, int key, long sequence) {
        position.add(new OutputRecord(key, sequence, sequence, 0, 0));
    }
}
