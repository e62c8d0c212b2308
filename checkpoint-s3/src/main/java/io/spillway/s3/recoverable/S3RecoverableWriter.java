package io.spillway.s3.recoverable;

import io.spillway.s3.client.ObjectId;
import io.spillway.s3.client.S3Connection;
import java.io.IOException;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream.Committer;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes files that are committed later: Flink's file sink, and the metadata of checkpoints. */
public final class S3RecoverableWriter implements RecoverableWriter {
    private static final Logger LOG = LoggerFactory.getLogger(S3RecoverableWriter.class);

    private final S3Connection connection;

    public S3RecoverableWriter(S3Connection connection) {
        this.connection = connection;
    }

    @Override
    public RecoverableFsDataOutputStream open(Path path) throws IOException {
        return S3RecoverableStream.begin(connection, ObjectId.of(path));
    }

    @Override
    public RecoverableFsDataOutputStream recover(ResumeRecoverable resumable) throws IOException {
        return S3RecoverableStream.resume(connection, ours(resumable));
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
        S3Recoverable ours = ours(resumable);
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
        return new S3RecoverableSerializer<>(each -> each);
    }

    @Override
    public SimpleVersionedSerializer<ResumeRecoverable> getResumeRecoverableSerializer() {
        return new S3RecoverableSerializer<>(each -> each);
    }

    @Override
    public boolean supportsResume() {
        return true;
    }

    static S3Recoverable ours(CommitRecoverable recoverable) {
        if (recoverable instanceof S3Recoverable ours) {
            return ours;
        }
        throw new IllegalArgumentException(
                "not of this writer: " + recoverable.getClass().getName());
    }
}
