package io.spillway.checkpoint.input;

import io.spillway.checkpoint.content.SegmentPool;
import io.spillway.checkpoint.objects.BeyondEndException;
import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.PreconditionFailedException;
import io.spillway.checkpoint.objects.RangeStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.apache.flink.core.fs.FSDataInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is read. Opening asks the cloud nothing: the first read does, and learns the file's
 * size with the first bytes. All that is read is of one content of the file; when another one is
 * put in its place meanwhile, reading fails.
 *
 * <p>Small jumps ahead are read over. After others little is asked for at first. When a file is
 * read on and on, ranges of 16 MiB are fetched in parallel, as far as there is memory. A connection
 * that breaks is replaced where it broke.
 */
public final class BucketInputStream extends FSDataInputStream {
    private static final Logger LOG = LoggerFactory.getLogger(BucketInputStream.class);

    /** From when on a reader is believed to go on. */
    private static final long AHEAD_AFTER = 2 * 1024 * 1024;

    /** How often a connection may break without a byte between. */
    private static final int BREAKS = 4;

    private final String name;
    private final RangeOpener opener;
    private final ReadAhead ahead;
    private final WindowPlan plan = new WindowPlan();
    private final byte[] single = new byte[1];

    private Optional<Window> window = Optional.empty();
    private Optional<String> version = Optional.empty();
    private OptionalLong size = OptionalLong.empty();
    private long position;
    private long inSequence;

    /** Whether a request is under way whose answer hasn't begun. */
    private boolean asking;

    private boolean closed;

    /**
     * Opens a file.
     *
     * @param name for messages
     * @param memory for what is read ahead
     * @param threads that read ahead
     */
    public BucketInputStream(
            String name, RangeOpener opener, SegmentPool memory, Executor threads) {
        this.name = name;
        this.opener = opener;
        this.ahead = new ReadAhead(memory, threads, opener);
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void seek(long desired) throws IOException {
        open();
        if (desired < 0 || (size.isPresent() && desired > size.getAsLong())) {
            throw new EOFException(
                    "%s: can't seek to %d%s"
                            .formatted(
                                    name,
                                    desired,
                                    size.isPresent()
                                            ? " of %d bytes".formatted(size.getAsLong())
                                            : ""));
        }
        position = desired;
    }

    @Override
    public long skip(long count) throws IOException {
        open();
        if (count <= 0 || !mended(() -> fill(1))) {
            return 0;
        }
        long skipped = Math.min(count, size.orElseThrow() - position);
        position += skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        open();
        Window here = window.orElse(null);
        if (here == null || here.position() > position || position >= here.end()) {
            return 0;
        }
        return (int) Math.max(0, here.available() - (position - here.position()));
    }

    @Override
    public int read() throws IOException {
        int read = read(single, 0, 1);
        return read < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        open();
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        return mended(() -> readOnce(bytes, offset, length));
    }

    private int readOnce(byte[] bytes, int offset, int length) throws IOException {
        if (!fill(length)) {
            return -1;
        }
        Window here = window.orElseThrow();
        int read = here.read(bytes, offset, (int) Math.min(length, here.end() - position));
        position += read;
        inSequence += read;
        readAhead(here);
        return read;
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    /** Does it again, on another connection, when one breaks. Requests were tried again before. */
    private <T> T mended(Step<T> step) throws IOException {
        for (int breaks = 0; ; breaks++) {
            asking = false;
            try {
                return step.run();
            } catch (IOException e) {
                dropWindow();
                if (asking || interrupted(e) || breaks == BREAKS) {
                    throw e;
                }
                plan.again(position);
                LOG.debug("{}: reading again from {}", name, position, e);
            }
        }
    }

    /** A time-out of the connection is called an interruption, too. */
    private static boolean interrupted(IOException e) {
        return e instanceof InterruptedIOException && Thread.currentThread().isInterrupted();
    }

    /**
     * Makes the window hold the position.
     *
     * @param wanted 1 at least
     * @return whether there is a byte
     */
    private boolean fill(long wanted) throws IOException {
        if (size.isPresent() && position >= size.getAsLong()) {
            return false;
        }
        if (window.isPresent()) {
            Window here = window.get();
            long gap = position - here.position();
            if (gap >= 0 && position < here.end() && gap <= reach(here)) {
                if (gap > 0) {
                    here.skip(gap);
                }
                return true;
            }
            if (position != here.end()) {
                inSequence = 0;
            }
            here.close();
            window = Optional.empty();
        }
        window = ahead.take(position);
        if (window.isPresent()) {
            Window here = window.get();
            here.skip(position - here.position());
            plan.readAheadTo(here.end());
            return true;
        }
        ahead.close();
        return request(wanted);
    }

    private static long reach(Window window) {
        return window instanceof StreamWindow ? WindowPlan.SKIP : Long.MAX_VALUE;
    }

    private boolean request(long wanted) throws IOException {
        long length = plan.next(position, wanted);
        if (size.isPresent()) {
            length = Math.min(length, size.getAsLong() - position);
        }
        RangeStream in;
        asking = true;
        try {
            in = opener.open(new ByteRange(position, position + length), version);
        } catch (BeyondEndException e) {
            if (position == 0) {
                size = OptionalLong.of(0);
            }
            return false;
        } catch (PreconditionFailedException e) {
            throw changed(e);
        }
        asking = false;
        if (in.length() == 0) {
            // Some servers answer so where others say that the range begins beyond the end.
            in.close();
            return false;
        }
        size = OptionalLong.of(in.objectSize());
        version = Optional.ofNullable(in.version());
        window =
                Optional.of(
                        in.length() <= WindowPlan.EAGER
                                ? eager(in)
                                : new StreamWindow(in, position));
        return true;
    }

    private Window eager(RangeStream in) throws IOException {
        try (in) {
            byte[] bytes = in.readNBytes((int) in.length());
            if (bytes.length < in.length()) {
                throw new EOFException(
                        "%s: the connection ended %d bytes early"
                                .formatted(name, in.length() - bytes.length));
            }
            return new MemoryWindow(bytes, position);
        }
    }

    private IOException changed(PreconditionFailedException e) {
        FileNotFoundException gone =
                new FileNotFoundException(
                        name + ": another file was put in its place while it was read");
        gone.initCause(e);
        return gone;
    }

    private void readAhead(Window here) {
        if (inSequence >= AHEAD_AFTER && plan.sequential() && version.isPresent()) {
            ahead.extend(here.end(), size.orElseThrow(), version.get());
        }
    }

    private void dropWindow() {
        window.ifPresent(Window::close);
        window = Optional.empty();
    }

    private void open() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() {
        closed = true;
        dropWindow();
        ahead.close();
    }
}
