package io.spillway.s3.recoverable;

import io.spillway.s3.client.ObjectId;
import io.spillway.s3.client.RangeStream;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.client.UploadedPart;
import io.spillway.s3.content.SegmentBuffer;
import io.spillway.s3.output.MultipartUpload;
import io.spillway.s3.output.PartSizes;
import io.spillway.s3.recoverable.S3Recoverable.Tail;
import io.spillway.s3.recoverable.S3Recoverable.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
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
final class S3RecoverableStream extends RecoverableFsDataOutputStream {
    private final S3Connection connection;
    private final ObjectId target;
    private Optional<MultipartUpload> upload;
    private SegmentBuffer tail;
    private long position;

    /** Whether somebody may want to go on with the upload. */
    private boolean persisted;

    private boolean failed;
    private volatile boolean closed;

    private S3RecoverableStream(
            S3Connection connection,
            ObjectId target,
            Optional<MultipartUpload> upload,
            long position,
            boolean persisted) {
        this.connection = connection;
        this.target = target;
        this.upload = upload;
        this.tail = new SegmentBuffer(connection.memory());
        this.position = position;
        this.persisted = persisted;
    }

    /** A new file. */
    static S3RecoverableStream begin(S3Connection connection, ObjectId target) {
        return new S3RecoverableStream(connection, target, Optional.empty(), 0, false);
    }

    /** A file as it was persisted. */
    static S3RecoverableStream resume(S3Connection connection, S3Recoverable from)
            throws IOException {
        S3RecoverableStream stream =
                new S3RecoverableStream(
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
                        true);
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
                tail.write(chunk, 0, n);
            }
            if (tail.size() != from.size()) {
                throw new IOException(
                        "%s has %d bytes, and %d were stored"
                                .formatted(from.object(), tail.size(), from.size()));
            }
            position += tail.size();
            done = true;
        } finally {
            if (!done) {
                tail.release();
            }
        }
    }

    @Override
    public synchronized long getPos() {
        return position;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        guarded(
                () -> {
                    makeRoom();
                    tail.write((byte) value);
                    position++;
                    return null;
                });
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        guarded(
                () -> {
                    int from = offset;
                    int left = length;
                    while (left > 0) {
                        makeRoom();
                        int some = (int) Math.min(left, partSize() - tail.size());
                        tail.write(bytes, from, some);
                        from += some;
                        left -= some;
                        position += some;
                    }
                    return null;
                });
    }

    /** Does nothing: what is written can't be seen before it is committed. */
    @Override
    public void flush() {}

    /** Waits for the parts that were sent. What follows them is safe only with {@link #persist}. */
    @Override
    public synchronized void sync() throws IOException {
        guarded(() -> upload.isPresent() ? upload.get().await() : List.<UploadedPart>of());
    }

    @Override
    public synchronized ResumeRecoverable persist() throws IOException {
        return guarded(
                () -> {
                    Optional<Upload> sent = sent();
                    Optional<Tail> rest =
                            tail.size() > 0 || sent.isEmpty()
                                    ? Optional.of(new Tails(connection.objects()).put(target, tail))
                                    : Optional.empty();
                    persisted = true;
                    return new S3Recoverable(target, sent, rest);
                });
    }

    @Override
    public synchronized Committer closeForCommit() throws IOException {
        Committer committer =
                guarded(
                        () -> {
                            if (upload.isEmpty() && tail.size() <= SmallCommit.LARGEST) {
                                return new SmallCommit(connection, target, bytes());
                            }
                            if (tail.size() > 0) {
                                send();
                            }
                            S3Recoverable all = new S3Recoverable(target, sent(), Optional.empty());
                            return new RecoverableCommit(connection.objects(), all);
                        });
        persisted = true;
        close();
        return committer;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            tail.release();
            if (!persisted) {
                upload.ifPresent(MultipartUpload::abort);
            }
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T guarded(Step<T> step) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (failed) {
            throw new IOException(target + ": an earlier write failed");
        }
        boolean done = false;
        try {
            T result = step.run();
            done = true;
            return result;
        } finally {
            failed = !done;
        }
    }

    private Optional<Upload> sent() throws IOException {
        if (upload.isEmpty()) {
            return Optional.empty();
        }
        MultipartUpload sent = upload.get();
        List<UploadedPart> parts = sent.await();
        return Optional.of(new Upload(sent.id(), sent.nonce(), parts));
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = tail.open()) {
            return in.readAllBytes();
        }
    }

    private long partSize() {
        return PartSizes.of(
                upload.map(MultipartUpload::next).orElse(1),
                connection.settings().uploads().partBytes());
    }

    private void makeRoom() throws IOException {
        if (tail.size() == partSize()) {
            send();
        }
    }

    private void send() throws IOException {
        if (upload.isEmpty()) {
            upload = Optional.of(MultipartUpload.begin(connection, target));
        }
        SegmentBuffer part = tail;
        tail = new SegmentBuffer(connection.memory());
        upload.get().add(part);
    }
}
