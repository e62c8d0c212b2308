package io.spillway.bench.store.worker;

import io.spillway.bench.store.Content;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.FSDataInputStream;

/** Reads a file as whoever knows its size does. */
final class Read implements Task {
    private static final int CHUNK = 64 * 1024;

    private final Target target;
    private final Content content;
    private final byte[] bytes;
    private int read;

    Read(Target target, Content content) {
        this.target = target;
        this.content = content;
        this.bytes = new byte[target.bytes()];
    }

    @Override
    public void run() throws IOException {
        try (FSDataInputStream in = target.files().open(target.file(0))) {
            while (read < bytes.length) {
                int some = in.read(bytes, read, Math.min(CHUNK, bytes.length - read));
                if (some < 0) {
                    return;
                }
                read += some;
            }
        }
    }

    @Override
    public Optional<String> wrong() {
        return read == bytes.length && content.matches(bytes, read, 0)
                ? Optional.empty()
                : Optional.of("the %d bytes that were read differ".formatted(read));
    }
}
