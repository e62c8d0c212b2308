package io.spillway.localcloud.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Where bytes go. */
@FunctionalInterface
interface ByteSink {
    /** Nowhere. */
    ByteSink NONE = bytes -> bytes.position(bytes.limit());

    /** Takes all that remain. */
    void write(ByteBuffer bytes) throws IOException;

    /** The same, which tells how many they were when they have gone. */
    default ByteSink counted(LongConsumer written) {
        return bytes -> {
            int count = bytes.remaining();
            write(bytes);
            written.accept(count);
        };
    }
}
