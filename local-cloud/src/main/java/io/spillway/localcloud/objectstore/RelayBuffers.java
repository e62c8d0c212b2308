package io.spillway.localcloud.objectstore;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Memory outside of the heap for connections, which use it one after the other. Thread-safe. */
final class RelayBuffers {
    /** What sockets' buffers have at once, and a core's cache. */
    private static final int BYTES = 256 * 1024;

    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    /** An empty one. */
    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BYTES) : buffer.clear();
    }

    /** Nobody uses it any more. */
    void give(ByteBuffer buffer) {
        free.add(buffer);
    }
}
