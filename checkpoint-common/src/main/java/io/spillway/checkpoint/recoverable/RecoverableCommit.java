package io.spillway.checkpoint.recoverable;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.NoSuchUploadException;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.ObjectRequests;
import io.spillway.checkpoint.objects.RangeStream;
import io.spillway.checkpoint.objects.UploadedPart;
import io.spillway.checkpoint.output.MultipartUpload;
import io.spillway.checkpoint.output.Settlement;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Tail;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Upload;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream.Committer;
import org.apache.flink.core.fs.RecoverableWriter.CommitRecoverable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a file visible of what a recoverable names. Doing it again finds that it was done. */
final class RecoverableCommit implements Committer {
    private static final Logger LOG = LoggerFactory.getLogger(RecoverableCommit.class);

    private final Connection connection;
    private final ObjectRequests objects;
    private final BucketRecoverable recoverable;

    RecoverableCommit(Connection connection, BucketRecoverable recoverable) {
        this.connection = connection;
        this.objects = connection.objects();
        this.recoverable = recoverable;
    }

    @Override
    public void commit() throws IOException {
        ObjectId target = recoverable.target();
        if (recoverable.upload().isPresent()) {
            complete(target, recoverable.upload().get());
        } else {
            copyTail(target, recoverable.tail().orElseThrow());
        }
        recoverable.tail().ifPresent(this::forget);
    }

    @Override
    public void commitAfterRecovery() throws IOException {
        commit();
    }

    @Override
    public CommitRecoverable getRecoverable() {
        return recoverable;
    }

    private void complete(ObjectId target, Upload upload) throws IOException {
        try {
            List<UploadedPart> parts = new ArrayList<>(upload.parts());
            if (recoverable.tail().isPresent()) {
                parts.add(tailAsPart(target, upload, recoverable.tail().get()));
            }
            MultipartUpload.complete(
                    connection, target, upload.id(), upload.nonce(), parts, Optional.empty());
        } catch (NoSuchUploadException | FileNotFoundException e) {
            if (Settlement.versionIfOurs(objects, target, upload.nonce(), e).isEmpty()) {
                throw new IOException(
                        "%s can't be committed: its upload has ended, by the bucket's lifecycle rule perhaps"
                                .formatted(target),
                        e);
            }
        }
    }

    /** Through this machine: of parts that are copied some servers tell no checksum. */
    private UploadedPart tailAsPart(ObjectId target, Upload upload, Tail tail) throws IOException {
        byte[] bytes;
        try (RangeStream in = objects.get(tail.object(), Optional.empty(), Optional.empty())) {
            bytes = in.readAllBytes();
        }
        if (bytes.length != tail.size()) {
            throw new IOException(
                    "%s has %d bytes, and %d were stored"
                            .formatted(tail.object(), bytes.length, tail.size()));
        }
        List<UploadedPart> parts = upload.parts();
        int number = parts.isEmpty() ? 1 : parts.get(parts.size() - 1).number() + 1;
        return connection
                .uploads()
                .uploadPart(target, upload.id(), true, number, Content.of(bytes));
    }

    private void copyTail(ObjectId target, Tail tail) throws IOException {
        try {
            objects.copy(tail.object(), target);
        } catch (FileNotFoundException e) {
            if (Settlement.versionIfOurs(objects, target, tail.nonce(), e).isEmpty()) {
                throw e;
            }
        }
    }

    private void forget(Tail tail) {
        try {
            objects.delete(tail.object());
        } catch (IOException e) {
            LOG.warn("{} is left behind: {}", tail.object(), e.getMessage());
        }
    }
}
