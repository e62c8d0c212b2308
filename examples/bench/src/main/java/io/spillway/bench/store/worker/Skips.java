package io.spillway.bench.store.worker;

import io.spillway.bench.store.Content;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.FSDataInputStream;

/** Reads some, skips some. */
final class Skips implements Task {
    private static final int SKIPS = 100;
    private static final int READ = 1024;
    private static final int SKIP = 8192;

    private final Target target;
    private final Content content;
    private final byte[][] read = new byte[SKIPS][READ];

    Skips(Target target, Content content) {
        this.target = target;
        this.content = content;
    }

    @Override
    public void run() throws IOException {
        try (FSDataInputStream in = target.files().open(target.file(0))) {
            for (int i = 0; i < SKIPS; i++) {
                in.readNBytes(read[i], 0, READ);
                for (long left = SKIP; left > 0; ) {
                    long some = in.skip(left);
                    if (some <= 0) {
                        throw new EOFException("can't skip");
                    }
                    left -= some;
                }
            }
        }
    }

    @Override
    public Optional<String> wrong() {
        for (int i = 0; i < SKIPS; i++) {
            if (!content.matches(read[i], READ, (long) i * (READ + SKIP))) {
                return Optional.of("what was read after %d skips differs".formatted(i));
            }
        }
        return Optional.empty();
    }
}
