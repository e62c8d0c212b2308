package io.spillway.checkpoint.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of another stream. */
final class LimitedInputStream extends FilterInputStream {
    private long left;

    LimitedInputStream(InputStream in, long size) {
        super(in);
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = super.read();
        left -= read < 0 ? left : 1;
        return read;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (left == 0) {
            return len == 0 ? 0 : -1;
        }
        int read = super.read(b, off, (int) Math.min(len, left));
        left -= read < 0 ? left : read;
        return read;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = super.skip(Math.min(n, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(super.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
