package io.spillway.bench.store.worker;

import io.spillway.bench.store.Content;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.core.fs.FSDataInputStream;

/** Reads some of a file here and there, at the same places each time. */
final class RandomReads implements Task {
    private static final int READS = 100;
    private static final int BYTES = 4096;

    private final Target target;
    private final Content content;
    private final int[] places;
    private final byte[][] read = new byte[READS][BYTES];

    RandomReads(Target target, Content content) {
        this.target = target;
        this.content = content;
        this.places = new Random(SEED).ints(READS, 0, target.bytes() - BYTES).toArray();
    }

    @Override
    public void run() throws IOException {
        try (FSDataInputStream in = target.files().open(target.file(0))) {
            for (int i = 0; i < READS; i++) {
                in.seek(places[i]);
                if (in.readNBytes(read[i], 0, BYTES) < BYTES) {
                    Arrays.fill(read[i], (byte) 0);
                }
            }
        }
    }

    @Override
    public Optional<String> wrong() {
        for (int i = 0; i < READS; i++) {
            if (!content.matches(read[i], BYTES, places[i])) {
                return Optional.of("what was read at %d differs".formatted(places[i]));
            }
        }
        return Optional.empty();
    }
}
