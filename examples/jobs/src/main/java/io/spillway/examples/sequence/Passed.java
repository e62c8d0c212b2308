package io.spillway.examples.sequence;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * That a record has passed the keyed operator.
 *
 * @param key its key
 * @param number the record's number, from 0
 * @param counted how many records of this key the operator's state has counted, this one included;
 *     one more than the number unless something was lost or counted twice
 * @param timeMicros when, microseconds since the epoch by the TaskManager's clock
 * @param parallelism of the operator
 * @param attempt of the operator's subtask, from 0
 */
public record Passed(
        int key, long number, long counted, long timeMicros, int parallelism, int attempt) {

    /** Writes it as {@link #read} reads it. */
    public void write(DataOutputStream out) throws IOException {
        out.writeInt(key);
        out.writeLong(number);
        out.writeLong(counted);
        out.writeLong(timeMicros);
        out.writeInt(parallelism);
        out.writeInt(attempt);
    }

    /** Blocks until a record is there; {@link java.io.EOFException} at the stream's end. */
    public static Passed read(DataInputStream in) throws IOException {
        return new Passed(
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readInt());
    }
}
