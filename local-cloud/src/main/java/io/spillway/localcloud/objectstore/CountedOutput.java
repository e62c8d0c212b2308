package io.spillway.localcloud.objectstore;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** Tells of all bytes that have been passed on, as they are. */
final class CountedOutput extends FilterOutputStream {
    private final LongConsumer written;

    CountedOutput(OutputStream out, LongConsumer written) {
        super(out);
        this.written = written;
    }

    @Override
    public void write(int each) throws IOException {
        out.write(each);
        written.accept(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        written.accept(length);
    }
}
