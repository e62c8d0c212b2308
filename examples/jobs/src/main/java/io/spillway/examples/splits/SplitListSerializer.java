package io.spillway.examples.splits;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes the splits that no reader has into a checkpoint: the version of the splits' own format,
 * then each with its length.
 */
public final class SplitListSerializer<SplitT> implements SimpleVersionedSerializer<List<SplitT>> {
    private static final int VERSION = 1;

    private final SimpleVersionedSerializer<SplitT> split;

    /**
     * @param split writes one of them
     */
    public SplitListSerializer(SimpleVersionedSerializer<SplitT> split) {
        this.split = split;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(List<SplitT> splits) throws IOException {
        List<byte[]> written = new ArrayList<>();
        int length = Integer.BYTES;
        for (SplitT each : splits) {
            byte[] bytes = split.serialize(each);
            written.add(bytes);
            length += Integer.BYTES + bytes.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length).putInt(split.getVersion());
        written.forEach(each -> all.putInt(each.length).put(each));
        return all.array();
    }

    /**
     * @throws IOException for another version, or bytes that are cut short
     */
    @Override
    public List<SplitT> deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("splits of version " + version + "; known is " + VERSION);
        }
        ByteBuffer all = ByteBuffer.wrap(serialized);
        List<SplitT> splits = new ArrayList<>();
        try {
            int splitVersion = all.getInt();
            while (all.hasRemaining()) {
                int length = all.getInt();
                if (length < 0 || length > all.remaining()) {
                    throw cutShort(serialized);
                }
                byte[] one = new byte[length];
                all.get(one);
                splits.add(split.deserialize(splitVersion, one));
            }
        } catch (BufferUnderflowException e) {
            throw cutShort(serialized);
        }
        return splits;
    }

    private static IOException cutShort(byte[] serialized) {
        return new IOException(
                "splits in %d bytes that end in the middle".formatted(serialized.length));
    }
}
