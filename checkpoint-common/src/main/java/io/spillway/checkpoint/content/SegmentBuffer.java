package io.spillway.checkpoint.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Bytes in segments of a pool. Filled by one thread, which then hands it over or keeps it; released
 * once.
 */
public final class SegmentBuffer implements Content {
    private final SegmentPool pool;
    private final List<byte[]> segments = new ArrayList<>();
    private long size;

    public SegmentBuffer(SegmentPool pool) {
        this.pool = pool;
    }

    @Override
    public long size() {
        return size;
    }

    /** Appends bytes; waits for memory. */
    public void write(byte[] bytes, int offset, int length) throws InterruptedIOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int at = (int) (size % SegmentPool.SEGMENT);
            if (at == 0) {
                segments.add(pool.take());
            }
            int some = Math.min(left, SegmentPool.SEGMENT - at);
            System.arraycopy(bytes, from, segments.get(segments.size() - 1), at, some);
            from += some;
            left -= some;
            size += some;
        }
    }

    /** Appends one byte; waits for memory. */
    public void write(byte value) throws InterruptedIOException {
        int at = (int) (size % SegmentPool.SEGMENT);
        if (at == 0) {
            segments.add(pool.take());
        }
        segments.get(segments.size() - 1)[at] = value;
        size++;
    }

    @Override
    public InputStream open() {
        return new SegmentInputStream(segments, size);
    }

    /** Without a copy of the bytes on the way. */
    @Override
    public String checksum() throws IOException {
        CRC32C crc = new CRC32C();
        try (InputStream in = open()) {
            in.transferTo(new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
        }
        return Content.encoded(crc);
    }

    /** Gives the memory back; the buffer is empty then. */
    public void release() {
        segments.forEach(pool::give);
        segments.clear();
        size = 0;
    }
}
