package io.spillway.localcloud.objectstore;

import io.spillway.localcloud.http.HttpHead;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * What comes over a connection: heads are read by the byte, bodies are passed on as they are in the
 * buffer. Not thread-safe.
 */
final class ChannelInput extends InputStream {
    private final ReadableByteChannel channel;
    private final ByteBuffer buffer;

    private ChannelInput(ReadableByteChannel channel, ByteBuffer buffer) {
        this.channel = channel;
        this.buffer = buffer;
    }

    /** Of a channel, by a buffer that holds nothing yet. */
    static ChannelInput of(ReadableByteChannel channel, ByteBuffer buffer) {
        return new ChannelInput(channel, buffer.clear().limit(0));
    }

    /** Of what is in memory. */
    static ChannelInput of(byte[] bytes) {
        return new ChannelInput(
                Channels.newChannel(InputStream.nullInputStream()), ByteBuffer.wrap(bytes));
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        int some = channel.read(buffer);
        buffer.flip();
        return some > 0;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int some = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, some);
        return some;
    }

    /** Passes on so many bytes. */
    void pass(long length, ByteSink to) throws IOException {
        for (long left = length; left > 0; ) {
            if (!fill()) {
                throw new EOFException("%d bytes early".formatted(left));
            }
            int some = (int) Math.min(left, buffer.remaining());
            to.write(buffer.slice(buffer.position(), some));
            buffer.position(buffer.position() + some);
            left -= some;
        }
    }

    /** Passes on all that there will be. */
    void passAll(ByteSink to) throws IOException {
        while (fill()) {
            to.write(buffer);
        }
    }

    /** Passes on a body that has a length or comes in chunks. */
    void passBody(HttpHead head, ByteSink to) throws IOException {
        if (!head.chunked()) {
            pass(head.length(), to);
            return;
        }
        while (true) {
            String size = passLine(to);
            long length = Long.parseLong(size.split(";", 2)[0].strip(), 16);
            if (length == 0) {
                while (!passLine(to).isEmpty()) {
                    // Trailers, up to an empty line.
                }
                return;
            }
            // With the line end that follows each chunk.
            pass(length + 2, to);
        }
    }

    private String passLine(ByteSink to) throws IOException {
        String line = HttpHead.line(this).orElseThrow(EOFException::new);
        to.write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.US_ASCII)));
        return line;
    }
}
