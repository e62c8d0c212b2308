package io.spillway.demo.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.demo.load.KeyNames;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record of the output topic: {@code sequence,count,createdAtMs} under its key.
 *
 * @param key the key's number
 * @param sequence the input record's number among its key's, from 1
 * @param count how many records of the key the job's state had counted by then
 * @param createdAtMs when the generator made the input record, milliseconds since the epoch
 * @param writtenAtMs when the broker appended the output record, milliseconds since the epoch
 */
record OutputRecord(int key, long sequence, long count, long createdAtMs, long writtenAtMs) {
    private static final OutputRecord FOREIGN = new OutputRecord(-1, 0, 0, 0, 0);

    /** Reads a record; what the job can't have written has key -1. */
    static OutputRecord read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return FOREIGN;
        }
        String value = new String(record.value(), UTF_8);
        int first = value.indexOf(',');
        int second = value.indexOf(',', first + 1);
        if (first < 0 || second < 0) {
            return FOREIGN;
        }
        try {
            return new OutputRecord(
                    KeyNames.key(new String(record.key(), UTF_8)),
                    Long.parseLong(value, 0, first, 10),
                    Long.parseLong(value, first + 1, second, 10),
                    Long.parseLong(value, second + 1, value.length(), 10),
                    record.timestamp());
        } catch (NumberFormatException e) {
            return FOREIGN;
        }
    }
}
