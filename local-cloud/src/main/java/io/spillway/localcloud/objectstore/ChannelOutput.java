package io.spillway.localcloud.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * What goes over a connection: what is small is gathered until it is flushed, so that it leaves in
 * one packet; what is large isn't copied. Not thread-safe.
 */
final class ChannelOutput implements ByteSink {
    private static final int GATHERED = 16 * 1024;

    private final WritableByteChannel channel;
    private final ByteBuffer gathered = ByteBuffer.allocate(GATHERED);

    ChannelOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > gathered.remaining()) {
            flush();
        }
        if (bytes.remaining() > gathered.remaining()) {
            writeAll(bytes);
        } else {
            gathered.put(bytes);
        }
    }

    void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    void flush() throws IOException {
        writeAll(gathered.flip());
        gathered.clear();
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
