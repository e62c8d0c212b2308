package io.spillway.checkpoint.filesystem;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.PathsCopyingFileSystem.CopyRequest;

/**
 * Copies many files at once. Between this machine and the bucket they go from and to the disk
 * directly. Used once.
 */
final class BulkCopy implements Closeable {
    private final Connection connection;
    private final ServerSideCopy serverSide;
    private final Paths paths;
    private final CopySteps steps;
    private final Machine machine = Machine.here();
    private final List<Download> downloads = new ArrayList<>();
    private final List<Upload> uploads = new ArrayList<>();

    BulkCopy(Connection connection) {
        this.connection = connection;
        this.serverSide = new ServerSideCopy(connection);
        this.paths = new Paths(connection.schemes());
        this.steps = new CopySteps(connection.transfers());
    }

    /** Copies all; stops at the first failure, and when it is closed. */
    void copy(List<CopyRequest> requests) throws IOException {
        boolean done = false;
        try {
            for (CopyRequest request : requests) {
                begin(request, requests.size() == 1);
            }
            steps.awaitAll();
            for (Upload upload : uploads) {
                upload.complete();
            }
            done = true;
        } finally {
            if (!done) {
                steps.close();
                steps.awaitAllQuietly();
            }
            for (Download download : downloads) {
                download.close();
            }
            for (Upload upload : uploads) {
                upload.end(done);
            }
        }
    }

    private void begin(CopyRequest request, boolean alone) throws IOException {
        org.apache.flink.core.fs.Path from = request.getSource();
        org.apache.flink.core.fs.Path to = request.getDestination();
        if (paths.inBucket(from) && paths.inBucket(to)) {
            ObjectId source = ObjectId.of(from);
            ObjectId target = ObjectId.of(to);
            if (serverSide.inOneRequest(request.getSize())) {
                steps.run(() -> serverSide.copy(source, request.getSize(), target));
            } else {
                serverSide.copy(source, request.getSize(), target);
            }
        } else if (paths.inBucket(from) && Paths.local(to)) {
            ObjectId source = ObjectId.of(from);
            Download download =
                    new Download(
                            source.toString(),
                            (range, version) -> connection.objects().get(source, range, version),
                            steps,
                            machine,
                            Path.of(to.getPath()));
            downloads.add(download);
            download.begin(request.getSize(), alone);
        } else if (Paths.local(from) && paths.inBucket(to)) {
            Upload upload = new Upload(connection, steps, Path.of(from.getPath()), ObjectId.of(to));
            uploads.add(upload);
            upload.begin();
        } else {
            throw new IOException(
                    "can't copy %s to %s: neither is in a bucket, or one is on another file system"
                            .formatted(from, to));
        }
    }

    /** Stops what is under way; {@link #copy} throws then. */
    @Override
    public void close() {
        steps.close();
    }
}
