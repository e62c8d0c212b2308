package io.spillway.checkpoint.recoverable;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.UploadRequests;
import io.spillway.checkpoint.objects.UploadedPart;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream.Committer;
import org.apache.flink.core.fs.RecoverableWriter.CommitRecoverable;

/**
 * Makes a small file visible by one request, unless somebody wants to be able to recover: then its
 * bytes are uploaded first. Used by one thread.
 */
final class SmallCommit implements Committer {
    /** Larger files are uploaded before they are committed. */
    static final int LARGEST = 1024 * 1024;

    private final Connection connection;
    private final ObjectId target;
    private final byte[] content;
    private Optional<BucketRecoverable> recoverable = Optional.empty();

    SmallCommit(Connection connection, ObjectId target, byte[] content) {
        this.connection = connection;
        this.target = target;
        this.content = content;
    }

    @Override
    public void commit() throws IOException {
        if (recoverable.isPresent()) {
            new RecoverableCommit(connection, recoverable.get()).commit();
        } else {
            connection
                    .objects()
                    .put(target, Content.of(content), Optional.empty(), Optional.empty());
        }
    }

    @Override
    public void commitAfterRecovery() throws IOException {
        commit();
    }

    /** Uploads the content. */
    @Override
    public CommitRecoverable getRecoverable() {
        if (recoverable.isEmpty()) {
            try {
                recoverable = Optional.of(upload());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return recoverable.get();
    }

    private BucketRecoverable upload() throws IOException {
        if (content.length == 0) {
            return new BucketRecoverable(
                    target,
                    Optional.empty(),
                    Optional.of(new Tails(connection.objects()).put(target, Content.of(content))));
        }
        String nonce = UUID.randomUUID().toString();
        UploadRequests uploads = connection.uploads();
        String id = uploads.create(target, true, nonce);
        UploadedPart part = uploads.uploadPart(target, id, true, 1, Content.of(content));
        return new BucketRecoverable(
                target, Optional.of(new Upload(id, nonce, List.of(part))), Optional.empty());
    }
}
