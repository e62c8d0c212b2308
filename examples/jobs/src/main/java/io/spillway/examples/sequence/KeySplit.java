package io.spillway.examples.sequence;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * One key, as a split of {@link SequenceSource}: a checkpoint holds where each of them is, and
 * after a rescale Flink hands them out to the readers that there are then.
 *
 * @param key the key's number, from 0
 * @param next the number of its next record, from 0
 * @param startMicros when its record 0 was due, microseconds since the epoch
 */
public record KeySplit(int key, long next, long startMicros) implements SourceSplit {
    @Override
    public String splitId() {
        return Integer.toString(key);
    }

    /** The key when its next record is out. */
    KeySplit advanced() {
        return new KeySplit(key, next + 1, startMicros);
    }

    /** Writes a key into a checkpoint. */
    static final class Serializer implements SimpleVersionedSerializer<KeySplit> {
        private static final int BYTES = Integer.BYTES + 2 * Long.BYTES;

        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(KeySplit split) {
            return ByteBuffer.allocate(BYTES)
                    .putInt(split.key())
                    .putLong(split.next())
                    .putLong(split.startMicros())
                    .array();
        }

        @Override
        public KeySplit deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException("a key of version " + version + "; known is " + VERSION);
            }
            ByteBuffer bytes = ByteBuffer.wrap(serialized);
            return new KeySplit(bytes.getInt(), bytes.getLong(), bytes.getLong());
        }
    }
}
