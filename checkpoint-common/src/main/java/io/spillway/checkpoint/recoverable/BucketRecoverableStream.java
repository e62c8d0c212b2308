package io.spillway.checkpoint.recoverable;

import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.RangeStream;
import io.spillway.checkpoint.objects.UploadedPart;
import io.spillway.checkpoint.output.MultipartUpload;
import io.spillway.checkpoint.output.Parts;
import io.spillway.checkpoint.output.WriteGuard;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Tail;
import io.spillway.checkpoint.recoverable.BucketRecoverable.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter.ResumeRecoverable;

/**
 * A file that nobody sees until it is committed. Parts are sent while it is written; what is too
 * little for a part becomes an object of its own when the file is persisted. Another thread than
 * the writer's may close it.
 */
final class BucketRecoverableStream extends RecoverableFsDataOutputStream {
    private final Connection connection;
    private final ObjectId target;
    private final Parts parts;
    private final WriteGuard guard;
    private long position;

    /** Whether somebody may want to go on with the upload. */
    private boolean uploadPersisted;

    private BucketRecoverableStream(
            Connection connection,
            ObjectId target,
            Optional<MultipartUpload> upload,
            long position,
            boolean uploadPersisted) {
        this.connection = connection;
        this.target = target;
        this.parts = new Parts(connection, target, upload);
        this.guard = new WriteGuard(target);
        this.position = position;
        this.uploadPersisted = uploadPersisted;
    }

    /** A new file. */
    static BucketRecoverableStream begin(Connection connection, ObjectId target) {
        return new BucketRecoverableStream(connection, target, Optional.empty(), 0, false);
    }

    /** A file as it was persisted. */
    static BucketRecoverableStream resume(Connection connection, BucketRecoverable from)
            throws IOException {
        BucketRecoverableStream stream =
                new BucketRecoverableStream(
                        connection,
                        from.target(),
                        from.upload()
                                .map(
                                        each ->
                                                MultipartUpload.resume(
                                                        connection,
                                                        from.target(),
                                                        each.id(),
                                                        each.nonce(),
                                                        each.parts())),
                        from.upload().map(Upload::size).orElse(0L),
                        from.upload().isPresent());
        if (from.tail().isPresent()) {
            stream.read(from.tail().get());
        }
        return stream;
    }

    private synchronized void read(Tail from) throws IOException {
        boolean done = false;
        try (RangeStream in =
                connection.objects().get(from.object(), Optional.empty(), Optional.empty())) {
            byte[] chunk = new byte[16 * 1024];
            for (int n = in.read(chunk, 0, chunk.length);
                    n >= 0;
                    n = in.read(chunk, 0, chunk.length)) {
                parts.rest().write(chunk, 0, n);
            }
            if (parts.rest().size() != from.size()) {
                throw new IOException(
                        "%s has %d bytes, and %d were stored"
                                .formatted(from.object(), parts.rest().size(), from.size()));
            }
            position += parts.rest().size();
            done = true;
        } finally {
            if (!done) {
                parts.rest().release();
            }
        }
    }

    @Override
    public synchronized long getPos() {
        return position;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        guard.run(
                () -> {
                    parts.write((byte) value);
                    position++;
                });
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        guard.run(
                () -> {
                    parts.write(bytes, offset, length);
                    position += length;
                });
    }

    /** Does nothing: what is written can't be seen before it is committed. */
    @Override
    public void flush() {}

    /** Waits for the parts that were sent. What follows them is safe only with {@link #persist}. */
    @Override
    public synchronized void sync() throws IOException {
        guard.run(this::sent);
    }

    @Override
    public synchronized ResumeRecoverable persist() throws IOException {
        return guard.call(
                () -> {
                    Optional<Upload> sent = sent();
                    Optional<Tail> rest =
                            parts.rest().size() > 0 || sent.isEmpty()
                                    ? Optional.of(
                                            new Tails(connection.objects())
                                                    .put(target, parts.rest()))
                                    : Optional.empty();
                    uploadPersisted |= sent.isPresent();
                    return new BucketRecoverable(target, sent, rest);
                });
    }

    @Override
    public synchronized Committer closeForCommit() throws IOException {
        Committer committer =
                guard.call(
                        () -> {
                            if (parts.upload().isEmpty()
                                    && parts.rest().size() <= SmallCommit.LARGEST) {
                                return new SmallCommit(connection, target, bytes());
                            }
                            parts.sendRest();
                            BucketRecoverable all =
                                    new BucketRecoverable(target, sent(), Optional.empty());
                            return new RecoverableCommit(connection, all);
                        });
        uploadPersisted = true;
        close();
        return committer;
    }

    @Override
    public void close() throws IOException {
        if (guard.isClosed()) {
            return;
        }
        synchronized (this) {
            if (!guard.close()) {
                return;
            }
            parts.rest().release();
            if (!uploadPersisted) {
                parts.upload().ifPresent(MultipartUpload::abort);
            }
        }
    }

    private Optional<Upload> sent() throws IOException {
        if (parts.upload().isEmpty()) {
            return Optional.empty();
        }
        MultipartUpload sent = parts.upload().get();
        List<UploadedPart> uploaded = sent.await();
        return Optional.of(new Upload(sent.id(), sent.nonce(), uploaded));
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = parts.rest().open()) {
            return in.readAllBytes();
        }
    }
}
