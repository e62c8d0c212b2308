package io.spillway.checkpoint.input;

import io.spillway.checkpoint.objects.RangeStream;
import java.io.EOFException;
import java.io.IOException;

/** Bytes that are read from the connection as they come. */
final class StreamWindow implements Window {
    /** What is read in vain so that a connection can serve the next request. */
    private static final long WORTH_A_CONNECTION = 256 * 1024;

    /**
     * What is taken from the connection at a time: as much as {@link BucketInputStream}'s readers
     * mostly ask for. Reading a little, skipping a little and a byte at a time are copies within
     * memory then, where each would be a call through all layers of the SDK and some of the system.
     */
    private static final int BUFFER = 64 * 1024;

    private final RangeStream connection;
    private final long end;
    private long position;

    /** Made when something smaller is read than it holds, or skipped. */
    private byte[] buffer = new byte[0];

    /** Where what was taken and not read yet lies in the buffer. */
    private int from;

    private int to;

    StreamWindow(RangeStream connection, long from) {
        this.connection = connection;
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
        int some;
        if (from == to && length >= BUFFER) {
            some = take(bytes, offset, length);
        } else {
            fill();
            some = Math.min(length, to - from);
            System.arraycopy(buffer, from, bytes, offset, some);
            from += some;
        }
        position += some;
        return some;
    }

    @Override
    public void skip(long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            fill();
            int some = (int) Math.min(left, to - from);
            from += some;
            position += some;
            left -= some;
        }
    }

    /** Has at least a byte in the buffer. */
    private void fill() throws IOException {
        if (from < to) {
            return;
        }
        if (buffer.length == 0) {
            buffer = new byte[BUFFER];
        }
        from = 0;
        to = 0;
        to = take(buffer, 0, BUFFER);
    }

    private int take(byte[] bytes, int offset, int length) throws IOException {
        int some = connection.read(bytes, offset, length);
        if (some < 0) {
            throw new EOFException("the connection ended %d bytes early".formatted(end - position));
        }
        return some;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min((long) to - from + connection.available(), end - position);
    }

    @Override
    public void close() {
        try {
            if (end - position - (to - from) > WORTH_A_CONNECTION) {
                connection.abort();
            }
            connection.close();
        } catch (IOException e) {
            // It is closed all the same, and nobody wants its bytes.
            connection.abort();
        }
    }
}
