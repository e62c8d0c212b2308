package io.spillway.checkpoint.output;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.content.SegmentBuffer;
import io.spillway.checkpoint.content.SegmentPool;
import io.spillway.checkpoint.objects.ByteRange;
import io.spillway.checkpoint.objects.ConcurrentRequestException;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.NoSuchUploadException;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.Precondition;
import io.spillway.checkpoint.objects.PreconditionFailedException;
import io.spillway.checkpoint.objects.UploadRequests;
import io.spillway.checkpoint.objects.UploadedPart;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A multipart upload, with its parts on their way in parallel. One thread adds parts and ends it;
 * any thread may {@link #abort} it.
 */
public final class MultipartUpload {
    private static final Logger LOG = LoggerFactory.getLogger(MultipartUpload.class);

    private final ObjectId target;
    private final Connection connection;
    private final UploadRequests uploads;
    private final SegmentPool memory;
    private final Executor threads;
    private final String nonce;
    private final boolean checksummed;

    private final TreeMap<Integer, UploadedPart> uploaded = new TreeMap<>();
    private final List<Runnable> withoutId = new ArrayList<>();
    private String id;
    private int last;
    private int running;
    private IOException failure;
    private boolean aborting;
    private boolean ended;

    private MultipartUpload(
            Connection connection, ObjectId target, String nonce, boolean checksummed) {
        this.target = target;
        this.connection = connection;
        this.uploads = connection.uploads();
        this.memory = connection.memory();
        this.threads = connection.transfers();
        this.nonce = nonce;
        this.checksummed = checksummed;
    }

    /** Begins one. Doesn't wait for it; what goes wrong is told by the calls that follow. */
    public static MultipartUpload begin(Connection connection, ObjectId target) {
        return begin(connection, target, true);
    }

    /**
     * Begins one whose first parts are another object, which the server copies.
     *
     * @param size of the source in bytes
     * @param version that it has to have; empty for any
     */
    public static MultipartUpload beginWith(
            Connection connection,
            ObjectId target,
            ObjectId source,
            long size,
            Optional<String> version)
            throws IOException {
        MultipartUpload upload = begin(connection, target, false);
        upload.copyFrom(source, size, version);
        return upload;
    }

    private static MultipartUpload begin(
            Connection connection, ObjectId target, boolean checksummed) {
        MultipartUpload upload =
                new MultipartUpload(connection, target, UUID.randomUUID().toString(), checksummed);
        upload.begin();
        return upload;
    }

    /** Goes on with one that was begun before, perhaps by another process. */
    public static MultipartUpload resume(
            Connection connection,
            ObjectId target,
            String id,
            String nonce,
            List<UploadedPart> parts) {
        MultipartUpload upload = new MultipartUpload(connection, target, nonce, true);
        synchronized (upload) {
            upload.id = id;
            for (UploadedPart part : parts) {
                upload.uploaded.put(part.number(), part);
                upload.last = Math.max(upload.last, part.number());
            }
        }
        return upload;
    }

    private synchronized void begin() {
        running++;
        threads.execute(
                () -> {
                    try {
                        String created = uploads.create(target, checksummed, nonce);
                        synchronized (this) {
                            id = created;
                            withoutId.forEach(threads::execute);
                            withoutId.clear();
                        }
                    } catch (IOException e) {
                        fail(e);
                    } catch (RuntimeException | Error e) {
                        fail(new IOException(target + ": can't begin an upload", e));
                    } finally {
                        finish();
                    }
                });
    }

    /** What is written into its object's metadata. */
    public String nonce() {
        return nonce;
    }

    /** Number of the part that is added next. */
    public synchronized int next() {
        return last + 1;
    }

    /**
     * Sends a part. The upload releases it.
     *
     * @throws IOException when an earlier part couldn't be sent
     */
    public void add(SegmentBuffer part) throws IOException {
        memory.uploadBegins();
        try {
            add(
                    part,
                    () -> {
                        part.release();
                        memory.uploadEnds();
                    });
        } catch (IOException e) {
            part.release();
            memory.uploadEnds();
            throw e;
        }
    }

    /** Sends a part that takes no memory: a piece of a file. */
    public void add(Content part) throws IOException {
        add(part, () -> {});
    }

    private void add(Content part, Runnable after) throws IOException {
        add(number -> uploads.uploadPart(target, id(), checksummed, number, part), after);
    }

    private void copyFrom(ObjectId source, long size, Optional<String> version) throws IOException {
        long largest = uploads.largestPartCopy();
        long copies = size / largest + (size % largest == 0 ? 0 : 1);
        for (long i = 0; i < copies; i++) {
            ByteRange range = new ByteRange(size * i / copies, size * (i + 1) / copies);
            add(number -> uploads.copyPart(source, range, version, target, id(), number), () -> {});
        }
    }

    private interface PartRequest {
        UploadedPart send(int number) throws IOException;
    }

    private synchronized void add(PartRequest request, Runnable after) throws IOException {
        check();
        int number = ++last;
        Runnable task =
                () -> {
                    try {
                        if (goesOn()) {
                            UploadedPart part = request.send(number);
                            synchronized (this) {
                                uploaded.put(number, part);
                            }
                        }
                    } catch (IOException e) {
                        fail(e);
                    } catch (RuntimeException | Error e) {
                        fail(new IOException("%s: part %d failed".formatted(target, number), e));
                    } finally {
                        after.run();
                        finish();
                    }
                };
        running++;
        if (id == null) {
            withoutId.add(task);
        } else {
            threads.execute(task);
        }
    }

    /**
     * Waits until the server has all parts.
     *
     * @return them, in order
     */
    public synchronized List<UploadedPart> await() throws IOException {
        while (running > 0 && failure == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException interrupted =
                        new InterruptedIOException(
                                target + ": interrupted while parts were uploaded");
                interrupted.initCause(e);
                throw interrupted;
            }
        }
        check();
        return List.copyOf(uploaded.values());
    }

    /** The upload's id; only once parts were awaited. */
    public synchronized String id() {
        return id;
    }

    /**
     * Waits for all parts and makes the object of them.
     *
     * @return the object's version
     * @throws PreconditionFailedException when the object isn't what it has to be; the upload is
     *     still there
     */
    public String complete(Optional<Precondition> precondition) throws IOException {
        List<UploadedPart> parts = await();
        String version = complete(connection, target, id(), nonce, parts, precondition);
        synchronized (this) {
            ended = true;
        }
        return version;
    }

    /** Makes the object of an upload's parts, or finds that it was made before. */
    public static String complete(
            Connection connection,
            ObjectId target,
            String id,
            String nonce,
            List<UploadedPart> parts,
            Optional<Precondition> precondition)
            throws IOException {
        try {
            return connection.uploads().complete(target, id, parts, precondition);
        } catch (NoSuchUploadException
                | PreconditionFailedException
                | ConcurrentRequestException e) {
            Optional<String> ours =
                    Settlement.versionIfOurs(connection.objects(), target, nonce, e);
            if (ours.isPresent()) {
                return ours.get();
            }
            throw e;
        }
    }

    /**
     * Gives it up: parts that are under way end, no other is sent, and the server forgets them all.
     * Returns when that is done, or at once when interrupted; then it is done in the background.
     */
    public synchronized void abort() {
        if (ended) {
            return;
        }
        if (!aborting) {
            aborting = true;
            // Its own thread, since a caller that is cancelled can't send requests.
            if (running == 0) {
                threads.execute(this::abortNow);
            }
        }
        while (!ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void abortNow() {
        String begun = id();
        try {
            if (begun != null) {
                uploads.abort(target, begun);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "An upload of {} is left behind, for the bucket's lifecycle rule to delete: {}",
                    target,
                    e.getMessage());
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    private synchronized boolean goesOn() {
        return !aborting && failure == null;
    }

    private synchronized void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        if (aborting || ended) {
            throw new IOException(target + ": the upload has ended");
        }
    }

    private synchronized void fail(IOException e) {
        if (failure == null) {
            failure = e;
        } else {
            failure.addSuppressed(e);
        }
        // They run to give back what they hold.
        withoutId.forEach(threads::execute);
        withoutId.clear();
        notifyAll();
    }

    private synchronized void finish() {
        running--;
        if (running == 0 && aborting && !ended) {
            threads.execute(this::abortNow);
        }
        notifyAll();
    }
}
