package io.spillway.checkpoint.output;

import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.ConcurrentRequestException;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.Precondition;
import io.spillway.checkpoint.objects.PreconditionFailedException;
import io.spillway.checkpoint.objects.RangeStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataOutputStream;

/**
 * A file that is written. Up to the size of a part it is one request when it is synced or closed;
 * beyond, parts are sent while it is written, straight from memory.
 *
 * <p>{@link #sync} makes visible what was written so far, as a whole file, and writing can go on:
 * the next sync puts a longer file in its place. {@link #close} does the same with what wasn't
 * synced, unless the file is one of those that Flink syncs before it closes them when it wants to
 * keep them: then closing without a sync gives up what wasn't synced.
 *
 * <p>Whether the file exists already is found out when it is made visible, not before. Another
 * thread than the writer's may close it.
 */
public final class BucketOutputStream extends FSDataOutputStream {
    private final Connection connection;
    private final ObjectId target;
    private final boolean mustBeNew;
    private final boolean keptOnlyIfSynced;

    private final Parts parts;
    private final WriteGuard guard;

    /** Whether what is written next follows on the parts, and not on what is visible. */
    private boolean partsHoldAll = true;

    private Visible visible;
    private long position;

    /** What readers see of the file. */
    private record Visible(long size, String version) {}

    /**
     * Begins a file; asks the cloud nothing.
     *
     * @param mustBeNew whether a file that is there is an error
     * @param keptOnlyIfSynced whether closing gives up what wasn't synced
     */
    public BucketOutputStream(
            Connection connection, ObjectId target, boolean mustBeNew, boolean keptOnlyIfSynced) {
        this.connection = connection;
        this.target = target;
        this.mustBeNew = mustBeNew;
        this.keptOnlyIfSynced = keptOnlyIfSynced;
        this.parts = new Parts(connection, target, Optional.empty());
        this.guard = new WriteGuard(target);
    }

    @Override
    public synchronized long getPos() {
        return position;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        guard.run(
                () -> {
                    takeBackVisible();
                    parts.write((byte) value);
                    position++;
                });
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return;
        }
        guard.run(
                () -> {
                    takeBackVisible();
                    parts.write(bytes, offset, length);
                    position += length;
                });
    }

    /** Does nothing: a part of an object can't be seen. */
    @Override
    public void flush() {}

    @Override
    public synchronized void sync() throws IOException {
        guard.run(this::makeVisible);
    }

    @Override
    public void close() throws IOException {
        // A writer that waits for memory or for the cloud sees it before it lets others in.
        if (guard.isClosed()) {
            return;
        }
        synchronized (this) {
            if (!guard.close()) {
                return;
            }
            try {
                if (!guard.hasFailed() && !keptOnlyIfSynced) {
                    makeVisible();
                }
            } finally {
                discard();
            }
        }
    }

    /** Makes what is visible the beginning of what comes next. */
    private void takeBackVisible() throws IOException {
        if (partsHoldAll || parts.upload().isPresent()) {
            return;
        }
        if (visible.size() >= connection.uploads().smallestPart()) {
            parts.beginWith(visible.size(), visible.version());
            return;
        }
        try (RangeStream in =
                connection
                        .objects()
                        .get(
                                target,
                                Optional.of(new ByteRange(0, visible.size())),
                                Optional.of(visible.version()))) {
            byte[] chunk = new byte[16 * 1024];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                parts.write(chunk, 0, n);
            }
        }
        if (parts.rest().size() != visible.size()) {
            throw new IOException(
                    "%s: %d bytes of %d came back"
                            .formatted(target, parts.rest().size(), visible.size()));
        }
        partsHoldAll = true;
    }

    private void makeVisible() throws IOException {
        if (visible != null && visible.size() == position) {
            return;
        }
        try {
            if (parts.upload().isEmpty()) {
                visible = new Visible(position, put());
                if (position >= connection.uploads().smallestPart()
                        || (position > 0 && !connection.memory().roomy())) {
                    parts.rest().release();
                    partsHoldAll = false;
                }
            } else {
                visible = new Visible(position, parts.sendRest().complete(precondition()));
                parts.restart();
                partsHoldAll = false;
            }
        } catch (PreconditionFailedException e) {
            if (visible != null) {
                throw e;
            }
            FileAlreadyExistsException exists =
                    new FileAlreadyExistsException(target.toString(), null, "it exists already");
            exists.initCause(e);
            throw exists;
        }
    }

    private String put() throws IOException {
        Optional<Precondition> precondition = precondition();
        Optional<String> nonce = precondition.map(each -> UUID.randomUUID().toString());
        connection.memory().uploadBegins();
        try {
            return connection.objects().put(target, parts.rest(), precondition, nonce);
        } catch (PreconditionFailedException | ConcurrentRequestException e) {
            Optional<String> ours =
                    nonce.flatMap(
                            each ->
                                    Settlement.versionIfOurs(
                                            connection.objects(), target, each, e));
            if (ours.isPresent()) {
                return ours.get();
            }
            throw e;
        } finally {
            connection.memory().uploadEnds();
        }
    }

    private Optional<Precondition> precondition() {
        if (!mustBeNew) {
            return Optional.empty();
        }
        return Optional.of(
                visible == null
                        ? Precondition.absent()
                        : Precondition.unchanged(visible.version()));
    }

    private void discard() {
        parts.rest().release();
        parts.upload().ifPresent(MultipartUpload::abort);
    }
}
