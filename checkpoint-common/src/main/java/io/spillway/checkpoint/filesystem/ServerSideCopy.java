package io.spillway.checkpoint.filesystem;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.output.MultipartUpload;
import java.io.IOException;
import java.util.Optional;

/** Copies objects without moving their bytes through this machine. */
final class ServerSideCopy {
    private final Connection connection;

    ServerSideCopy(Connection connection) {
        this.connection = connection;
    }

    /** Whether a copy of that many bytes is one request, and waits for no other thread. */
    boolean inOneRequest(long size) {
        return size <= connection.objects().largestCopy();
    }

    /**
     * Copies an object.
     *
     * @param size of it, in bytes
     */
    void copy(ObjectId source, long size, ObjectId target) throws IOException {
        if (inOneRequest(size)) {
            connection.objects().copy(source, target);
            return;
        }
        MultipartUpload upload =
                MultipartUpload.beginWith(connection, target, source, size, Optional.empty());
        boolean done = false;
        try {
            upload.complete(Optional.empty());
            done = true;
        } finally {
            if (!done) {
                upload.abort();
            }
        }
    }
}
