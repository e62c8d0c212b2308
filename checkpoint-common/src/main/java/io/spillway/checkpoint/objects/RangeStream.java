package io.spillway.checkpoint.objects;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes of an object on their way. Closing reads what is left, so that the connection can serve the
 * next request; {@link #abort} drops it instead. Not thread-safe, other than {@link #abort}.
 */
public final class RangeStream extends FilterInputStream {
    private final long length;
    private final long objectSize;
    private final String version;
    private final Runnable abort;
    private volatile boolean aborted;

    /**
     * Wraps a stream.
     *
     * @param length of the stream
     * @param objectSize of all of the object
     * @param abort drops the connection
     */
    public RangeStream(
            InputStream in, long length, long objectSize, String version, Runnable abort) {
        super(in);
        this.length = length;
        this.objectSize = objectSize;
        this.version = version;
        this.abort = abort;
    }

    /** How many bytes it has from its first one. */
    public long length() {
        return length;
    }

    /** Size of all of the object, in bytes. */
    public long objectSize() {
        return objectSize;
    }

    /** Which content of the object it is. */
    public String version() {
        return version;
    }

    /** Ends it at once, at the cost of the connection. Reads that are under way fail. */
    public void abort() {
        aborted = true;
        abort.run();
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } catch (IOException e) {
            // What nobody wants any more can't fail.
            if (!aborted) {
                throw e;
            }
        }
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        return in.read(b, off, len);
    }
}
