package io.spillway.checkpoint.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Reads segments one after the other. */
final class SegmentInputStream extends InputStream {
    private final List<byte[]> segments;
    private final long size;
    private long position;
    private long mark;

    SegmentInputStream(List<byte[]> segments, long size) {
        this.segments = segments;
        this.size = size;
    }

    @Override
    public int read() {
        if (position == size) {
            return -1;
        }
        int value = segment()[offset()] & 0xff;
        position++;
        return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        if (length == 0) {
            return 0;
        }
        if (position == size) {
            return -1;
        }
        int some =
                (int) Math.min(Math.min(length, SegmentPool.SEGMENT - offset()), size - position);
        System.arraycopy(segment(), offset(), bytes, from, some);
        position += some;
        return some;
    }

    /** Whole segments, none of which is copied on the way. */
    @Override
    public long transferTo(OutputStream out) throws IOException {
        long from = position;
        while (position < size) {
            int some = (int) Math.min(SegmentPool.SEGMENT - offset(), size - position);
            out.write(segment(), offset(), some);
            position += some;
        }
        return position - from;
    }

    @Override
    public long skip(long n) {
        long some = Math.max(0, Math.min(n, size - position));
        position += some;
        return some;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, size - position);
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int limit) {
        mark = position;
    }

    @Override
    public synchronized void reset() {
        position = mark;
    }

    private byte[] segment() {
        return segments.get((int) (position / SegmentPool.SEGMENT));
    }

    private int offset() {
        return (int) (position % SegmentPool.SEGMENT);
    }
}
