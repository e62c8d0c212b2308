package io.spillway.checkpoint.filesystem;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.RangeStream;
import io.spillway.checkpoint.output.MultipartUpload;
import io.spillway.checkpoint.output.PartSizes;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.PathsCopyingFileSystem.CopyRequest;

/**
 * Copies many files at once: pieces of 16 MiB of large ones and small ones whole, in parallel.
 * Between this machine and the bucket they go from and to the disk directly. Used once.
 */
final class BulkCopy implements Closeable {
    private static final long PIECE = 16L * 1024 * 1024;
    private static final int CHUNK = 64 * 1024;

    /** How often a piece is begun again after its connection broke. */
    private static final int BREAKS = 4;

    /** Of one call, so that others get their turns. */
    private static final int PARALLEL = 16;

    private final Connection connection;
    private final ServerSideCopy serverSide;
    private final Paths paths;
    private final Semaphore turns = new Semaphore(PARALLEL);
    private final Set<RangeStream> open = new HashSet<>();
    private int running;

    /**
     * How many of those that run wait for an answer to begin; they write nothing once it is over.
     */
    private int asking;

    private boolean closed;
    private IOException failure;

    BulkCopy(Connection connection) {
        this.connection = connection;
        this.serverSide = new ServerSideCopy(connection);
        this.paths = new Paths(connection.schemes());
    }

    /** Copies all; stops at the first failure, and when it is closed. */
    void copy(List<CopyRequest> requests) throws IOException {
        List<Download> downloads = new ArrayList<>();
        List<Upload> uploads = new ArrayList<>();
        boolean done = false;
        try {
            for (CopyRequest request : requests) {
                begin(request, downloads, uploads);
            }
            awaitAll();
            for (Upload upload : uploads) {
                upload.complete();
            }
            done = true;
        } finally {
            if (!done) {
                close();
                awaitAllQuietly();
            }
            for (Download download : downloads) {
                download.end();
            }
            for (Upload upload : uploads) {
                upload.end(done);
            }
        }
    }

    private void begin(CopyRequest request, List<Download> downloads, List<Upload> uploads)
            throws IOException {
        org.apache.flink.core.fs.Path from = request.getSource();
        org.apache.flink.core.fs.Path to = request.getDestination();
        if (paths.inBucket(from) && paths.inBucket(to)) {
            ObjectId source = ObjectId.of(from);
            ObjectId target = ObjectId.of(to);
            if (serverSide.inOneRequest(request.getSize())) {
                run(() -> serverSide.copy(source, request.getSize(), target));
            } else {
                serverSide.copy(source, request.getSize(), target);
            }
        } else if (paths.inBucket(from) && Paths.local(to)) {
            Download download = new Download(ObjectId.of(from), Path.of(to.getPath()));
            downloads.add(download);
            download.begin(request.getSize());
        } else if (Paths.local(from) && paths.inBucket(to)) {
            Upload upload = new Upload(Path.of(from.getPath()), ObjectId.of(to));
            uploads.add(upload);
            upload.begin();
        } else {
            throw new IOException(
                    "can't copy %s to %s: neither is in a bucket, or one is on another file system"
                            .formatted(from, to));
        }
    }

    /** A file that comes from a bucket. It is open only while pieces of it are to come. */
    private final class Download {
        private final ObjectId source;
        private final Path target;
        private final AtomicInteger pieces = new AtomicInteger();
        private FileChannel channel;

        Download(ObjectId source, Path target) {
            this.source = source;
            this.target = target;
        }

        void begin(long size) throws IOException {
            if (target.getParent() != null) {
                Files.createDirectories(target.getParent());
            }
            channel =
                    FileChannel.open(
                            target,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
            if (size <= PIECE) {
                pieces.set(1);
                run(() -> fetch(Optional.empty()));
                return;
            }
            pieces.set((int) ((size + PIECE - 1) / PIECE));
            for (long at = 0; at < size; at += PIECE) {
                ByteRange piece = new ByteRange(at, Math.min(size, at + PIECE));
                run(() -> fetch(Optional.of(piece)));
            }
        }

        /** Once no thread writes into it any more. */
        void end() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }

        private void fetch(Optional<ByteRange> piece) throws IOException {
            for (int breaks = 0; ; breaks++) {
                try (RangeStream in = ask(source, piece)) {
                    try {
                        receive(in, piece);
                        break;
                    } catch (IOException e) {
                        in.abort();
                        // Requests were tried again before; this is for connections that break.
                        if (breaks == BREAKS || ended() || e instanceof LocalDiskException) {
                            throw e;
                        }
                    } finally {
                        forget(in);
                    }
                }
            }
            if (pieces.decrementAndGet() == 0) {
                channel.close();
            }
        }

        private void receive(RangeStream in, Optional<ByteRange> piece) throws IOException {
            long at = piece.map(ByteRange::from).orElse(0L);
            long end = at + in.length();
            if (piece.isPresent() && end != piece.get().to()) {
                throw new EOFException(
                        "%s: %d bytes from %d on, and %d were expected"
                                .formatted(source, in.length(), at, piece.get().length()));
            }
            byte[] chunk = new byte[CHUNK];
            while (at < end) {
                int some = in.read(chunk, 0, (int) Math.min(CHUNK, end - at));
                if (some < 0) {
                    throw new EOFException(
                            "%s: the connection ended %d bytes early".formatted(source, end - at));
                }
                ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, some);
                while (bytes.hasRemaining()) {
                    at += write(bytes, at);
                }
            }
        }

        private int write(ByteBuffer bytes, long at) throws IOException {
            try {
                return channel.write(bytes, at);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                throw new LocalDiskException(
                        "%s can't be written, while %s was copied to it: %s"
                                .formatted(target, source, e.getMessage()),
                        e);
            }
        }
    }

    /** Trouble that another try won't end. */
    private static final class LocalDiskException extends IOException {
        private static final long serialVersionUID = 1L;

        LocalDiskException(String message, IOException cause) {
            super(message, cause);
        }
    }

    /** A file that goes to a bucket. */
    private final class Upload {
        private final Path source;
        private final ObjectId target;
        private MultipartUpload parts;

        Upload(Path source, ObjectId target) {
            this.source = source;
            this.target = target;
        }

        void begin() throws IOException {
            long size = Files.size(source);
            long first = connection.files().partBytes();
            if (size <= first) {
                run(
                        () ->
                                connection
                                        .objects()
                                        .put(
                                                target,
                                                Content.of(source, 0, size),
                                                Optional.empty(),
                                                Optional.empty()));
                return;
            }
            parts = MultipartUpload.begin(connection, target);
            for (long at = 0; at < size; ) {
                long length = Math.min(size - at, PartSizes.of(parts.next(), first));
                parts.add(Content.of(source, at, length));
                at += length;
            }
        }

        void complete() throws IOException {
            if (parts != null) {
                parts.complete(Optional.empty());
            }
        }

        void end(boolean completed) {
            if (parts != null && !completed) {
                parts.abort();
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Runs a step on a thread of its own; waits for a turn. */
    private void run(Step step) throws IOException {
        try {
            turns.acquire();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        synchronized (this) {
            if (failure != null || closed) {
                turns.release();
                check();
            }
            running++;
        }
        connection
                .transfers()
                .execute(
                        () -> {
                            try {
                                if (!ended()) {
                                    step.run();
                                }
                            } catch (IOException e) {
                                fail(e);
                            } catch (RuntimeException | Error e) {
                                fail(new IOException("a copy failed", e));
                            } finally {
                                finish();
                            }
                        });
    }

    private synchronized void fail(IOException e) {
        if (failure == null) {
            failure = e;
        }
    }

    private synchronized void finish() {
        turns.release();
        running--;
        notifyAll();
    }

    private synchronized boolean ended() {
        return closed || failure != null;
    }

    private RangeStream ask(ObjectId source, Optional<ByteRange> piece) throws IOException {
        synchronized (this) {
            asking++;
            notifyAll();
        }
        RangeStream stream = null;
        try {
            stream = connection.objects().get(source, piece, Optional.empty());
        } finally {
            answered(Optional.ofNullable(stream));
        }
        if (ended()) {
            stream.abort();
            stream.close();
            throw new IOException("copying was given up");
        }
        return stream;
    }

    private synchronized void answered(Optional<RangeStream> stream) {
        asking--;
        if (!ended()) {
            stream.ifPresent(open::add);
        }
        notifyAll();
    }

    private synchronized void forget(RangeStream stream) {
        open.remove(stream);
    }

    private synchronized void awaitAll() throws IOException {
        while (running > 0 && failure == null && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        check();
    }

    /** So that no thread writes into a file that is closed or deleted, or makes an object. */
    private synchronized void awaitAllQuietly() {
        boolean interrupted = false;
        while (running > asking) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new IOException("copying was given up");
        }
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted =
                new InterruptedIOException("interrupted while copying");
        interrupted.initCause(e);
        return interrupted;
    }

    /** Stops what is under way; {@link #copy} throws then. */
    @Override
    public void close() {
        List<RangeStream> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open);
            notifyAll();
        }
        left.forEach(RangeStream::abort);
    }
}
