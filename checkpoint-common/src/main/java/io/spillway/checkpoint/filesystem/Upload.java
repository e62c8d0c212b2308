package io.spillway.checkpoint.filesystem;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.output.MultipartUpload;
import io.spillway.checkpoint.output.PartSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that goes to a bucket, from the disk directly. */
final class Upload {
    private final Connection connection;
    private final CopySteps steps;
    private final Path source;
    private final ObjectId target;
    private MultipartUpload parts;

    Upload(Connection connection, CopySteps steps, Path source, ObjectId target) {
        this.connection = connection;
        this.steps = steps;
        this.source = source;
        this.target = target;
    }

    /** Begins it; waits for a turn. */
    void begin() throws IOException {
        long size = Files.size(source);
        long first = connection.files().partBytes();
        if (size <= first) {
            steps.run(() -> putWhole(size));
            return;
        }
        parts = MultipartUpload.begin(connection, target);
        for (long at = 0; at < size; ) {
            long length = Math.min(size - at, PartSizes.of(parts.next(), first));
            parts.add(Content.of(source, at, length));
            at += length;
        }
    }

    private void putWhole(long size) throws IOException {
        connection
                .objects()
                .put(target, Content.of(source, 0, size), Optional.empty(), Optional.empty());
    }

    /** Makes the object, once all is sent. */
    void complete() throws IOException {
        if (parts != null) {
            parts.complete(Optional.empty());
        }
    }

    /** Gives it up unless it was completed. */
    void end(boolean completed) {
        if (parts != null && !completed) {
            parts.abort();
        }
    }
}
