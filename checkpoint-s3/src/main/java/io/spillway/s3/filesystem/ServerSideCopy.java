package io.spillway.s3.filesystem;

import io.spillway.s3.client.ObjectId;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.output.MultipartUpload;
import java.io.IOException;
import java.util.Optional;

/** Copies objects without moving their bytes through this machine. */
final class ServerSideCopy {
    /** The most that S3 copies by one request. */
    private static final long LARGEST = 5L * 1024 * 1024 * 1024;

    private final S3Connection connection;

    ServerSideCopy(S3Connection connection) {
        this.connection = connection;
    }

    /** Whether a copy of that many bytes is one request, and waits for no other thread. */
    static boolean inOneRequest(long size) {
        return size <= LARGEST;
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
