package io.spillway.checkpoint.input;

import io.spillway.checkpoint.content.SegmentPool;
import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.RangeStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Bytes that a thread of its own fetches into memory, ahead of the reader. Memory for all of them
 * is set aside before, so that fetching never waits, and given back as they are read.
 */
final class AheadWindow implements Window {
    private final SegmentPool memory;
    private final ByteRange range;
    private final byte[][] segments;

    private RangeStream in;
    private int fetched;
    private boolean closed;
    private boolean finished;
    private IOException failure;

    /** Segments that were read and given back. */
    private int given;

    /** Only the reader's. */
    private int read;

    private AheadWindow(SegmentPool memory, ByteRange range, int segments) {
        this.memory = memory;
        this.range = range;
        this.segments = new byte[segments][];
    }

    /**
     * Begins to fetch a range, if there is memory for it.
     *
     * @param range of which all bytes exist
     */
    static Optional<AheadWindow> fetch(
            SegmentPool memory,
            Executor threads,
            RangeOpener opener,
            ByteRange range,
            String version) {
        int count = (int) ((range.length() + SegmentPool.SEGMENT - 1) / SegmentPool.SEGMENT);
        if (!memory.reserve(count)) {
            return Optional.empty();
        }
        AheadWindow window = new AheadWindow(memory, range, count);
        threads.execute(() -> window.fetch(opener, version));
        return Optional.of(window);
    }

    private void fetch(RangeOpener opener, String version) {
        try {
            if (!begin()) {
                return;
            }
            try (RangeStream stream = opener.open(range, Optional.of(version))) {
                receive(stream);
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(new IOException("reading ahead failed", e));
        } finally {
            finish();
        }
    }

    private void receive(RangeStream stream) throws IOException {
        synchronized (this) {
            in = stream;
        }
        int length = (int) range.length();
        for (int at = 0; at < length; ) {
            byte[] segment = segment(at);
            if (segment == null) {
                stream.abort();
                return;
            }
            int offset = at % SegmentPool.SEGMENT;
            int some =
                    stream.read(
                            segment, offset, Math.min(SegmentPool.SEGMENT - offset, length - at));
            if (some < 0) {
                throw new EOFException(
                        "the connection ended %d bytes early".formatted(length - at));
            }
            at += some;
            progress(at);
        }
    }

    private synchronized boolean begin() {
        return !closed;
    }

    /** The segment that the byte belongs into; null once nobody wants it any more. */
    private synchronized byte[] segment(int at) {
        if (closed) {
            return null;
        }
        int index = at / SegmentPool.SEGMENT;
        if (segments[index] == null) {
            segments[index] = memory.takeReserved();
        }
        return segments[index];
    }

    private synchronized void progress(int at) {
        fetched = at;
        notifyAll();
    }

    private synchronized void fail(IOException e) {
        failure = e;
        notifyAll();
    }

    private synchronized void finish() {
        finished = true;
        in = null;
        if (closed) {
            giveBack();
        }
        notifyAll();
    }

    @Override
    public long position() {
        return range.from() + read;
    }

    @Override
    public long end() {
        return range.to();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        byte[] segment;
        int some;
        synchronized (this) {
            while (fetched == read && failure == null) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    InterruptedIOException interrupted =
                            new InterruptedIOException("interrupted while reading");
                    interrupted.initCause(e);
                    throw interrupted;
                }
            }
            if (fetched == read) {
                throw new IOException(failure.getMessage(), failure);
            }
            segment = segments[read / SegmentPool.SEGMENT];
            some = Math.min(length, fetched - read);
        }
        int at = read % SegmentPool.SEGMENT;
        some = Math.min(some, SegmentPool.SEGMENT - at);
        System.arraycopy(segment, at, bytes, offset, some);
        advance(some);
        return some;
    }

    @Override
    public void skip(long count) throws IOException {
        byte[] nowhere = new byte[(int) Math.min(count, 16 * 1024)];
        for (long left = count; left > 0; ) {
            left -= read(nowhere, 0, (int) Math.min(left, nowhere.length));
        }
    }

    /** Gives back the segments that were read to their ends. */
    private void advance(int count) {
        int before = read / SegmentPool.SEGMENT;
        read += count;
        int now = read == range.length() ? segments.length : read / SegmentPool.SEGMENT;
        for (int i = before; i < now; i++) {
            synchronized (this) {
                memory.give(segments[i]);
                segments[i] = null;
                given++;
            }
        }
    }

    @Override
    public synchronized int available() {
        return fetched - read;
    }

    @Override
    public void close() {
        RangeStream open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = in;
            if (finished) {
                giveBack();
            }
        }
        if (open != null) {
            open.abort();
        }
    }

    /** When neither reader nor thread uses them any more. */
    private void giveBack() {
        int held = 0;
        for (int i = 0; i < segments.length; i++) {
            if (segments[i] != null) {
                memory.give(segments[i]);
                segments[i] = null;
                held++;
            }
        }
        memory.cancel(segments.length - given - held);
    }
}
