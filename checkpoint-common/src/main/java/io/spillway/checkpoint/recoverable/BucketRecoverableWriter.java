package io.spillway.checkpoint.recoverable;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import java.io.IOException;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream.Committer;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes files that are committed later: Flink's file sink, and the metadata of checkpoints. */
public final class BucketRecoverableWriter implements RecoverableWriter {
    private static final Logger LOG = LoggerFactory.getLogger(BucketRecoverableWriter.class);

    private final Connection connection;

    public BucketRecoverableWriter(Connection connection) {
        this.connection = connection;
    }

    @Override
    public RecoverableFsDataOutputStream open(Path path) throws IOException {
        return BucketRecoverableStream.begin(connection, ObjectId.of(path));
    }

    @Override
    public RecoverableFsDataOutputStream recover(ResumeRecoverable resumable) throws IOException {
        return BucketRecoverableStream.resume(connection, ours(resumable));
    }

    @Override
    public Committer recoverForCommit(CommitRecoverable committable) {
        return new RecoverableCommit(connection, ours(committable));
    }

    @Override
    public boolean requiresCleanupOfRecoverableState() {
        return true;
    }

    /** Deletes the object with the last bytes. The upload is the file's and stays. */
    @Override
    public boolean cleanupRecoverableState(ResumeRecoverable resumable) {
        BucketRecoverable ours = ours(resumable);
        if (ours.tail().isEmpty()) {
            return false;
        }
        try {
            connection.objects().delete(ours.tail().get().object());
            return true;
        } catch (IOException e) {
            LOG.warn("{} is left behind: {}", ours.tail().get().object(), e.getMessage());
            return false;
        }
    }

    @Override
    public SimpleVersionedSerializer<CommitRecoverable> getCommitRecoverableSerializer() {
        return new BucketRecoverableSerializer<>(connection.scheme(), each -> each);
    }

    @Override
    public SimpleVersionedSerializer<ResumeRecoverable> getResumeRecoverableSerializer() {
        return new BucketRecoverableSerializer<>(connection.scheme(), each -> each);
    }

    @Override
    public boolean supportsResume() {
        return true;
    }

    static BucketRecoverable ours(CommitRecoverable recoverable) {
        if (recoverable instanceof BucketRecoverable ours) {
            return ours;
        }
        throw new IllegalArgumentException(
                "not of this writer: " + recoverable.getClass().getName());
    }
}
