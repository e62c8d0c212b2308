package io.spillway.checkpoint.input;

import io.spillway.checkpoint.objects.RangeStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that are read from the connection as they come. */
final class StreamWindow implements Window {
    /** What is read in vain so that a connection can serve the next request. */
    private static final long WORTH_A_CONNECTION = 256 * 1024;

    /** So that a byte at a time isn't a call through all layers of the SDK. */
    private static final int BUFFER = 16 * 1024;

    private final RangeStream connection;
    private final InputStream in;
    private final long end;
    private long position;

    StreamWindow(RangeStream connection, long from) {
        this.connection = connection;
        this.in = new BufferedInputStream(connection, BUFFER);
        this.position = from;
        this.end = from + connection.length();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int some = in.read(bytes, offset, length);
        if (some < 0) {
            throw new EOFException("the connection ended %d bytes early".formatted(end - position));
        }
        position += some;
        return some;
    }

    @Override
    public void skip(long bytes) throws IOException {
        in.skipNBytes(bytes);
        position += bytes;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), end - position);
    }

    @Override
    public void close() {
        try {
            if (end - position > WORTH_A_CONNECTION) {
                connection.abort();
            }
            connection.close();
        } catch (IOException e) {
            // It is closed all the same, and nobody wants its bytes.
            connection.abort();
        }
    }
}
