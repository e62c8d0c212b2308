package io.spillway.checkpoint.store;

import io.spillway.checkpoint.content.Content;
import io.spillway.checkpoint.objects.BucketException;
import io.spillway.checkpoint.objects.ConcurrentRequestException;
import io.spillway.checkpoint.objects.NotSentException;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.ObjectInfo;
import io.spillway.checkpoint.objects.ObjectRequests;
import io.spillway.checkpoint.objects.Page;
import io.spillway.checkpoint.objects.Precondition;
import io.spillway.checkpoint.objects.PreconditionFailedException;
import io.spillway.checkpoint.objects.StoredBytes;
import io.spillway.checkpoint.objects.UnansweredException;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.ObjectKey;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Objects under a prefix of a bucket. A version is what the cloud tells of a content: an ETag, a
 * generation.
 *
 * <p>A write is one request: were it sent again after its answer was lost, the second answer would
 * refuse what the first request had done. Only 409, with which clouds say that they did nothing
 * since others were at work on the object, is followed by another try.
 */
public final class BucketStore implements ConditionalStore {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SHORTEST_TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ObjectRequests reads;
    private final ObjectRequests writes;
    private final ObjectId root;
    private final Duration writeInterval;

    /**
     * A store.
     *
     * @param reads sends requests again
     * @param writes sends requests once
     * @param root empty key or one that ends with a slash
     * @param writeInterval as {@link #writeInterval} tells it
     */
    public BucketStore(
            ObjectRequests reads, ObjectRequests writes, ObjectId root, Duration writeInterval) {
        this.reads = reads;
        this.writes = writes;
        this.root = root;
        this.writeInterval = writeInterval;
    }

    @Override
    public Duration writeInterval() {
        return writeInterval;
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public Optional<StoredObject> get(String key, Duration timeout) throws StoreException {
        ObjectId object = object(key);
        try {
            StoredBytes stored = reads.read(object, timeout);
            return Optional.of(
                    new StoredObject(
                            new Version(stored.version()), stored.content().readAllBytes()));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public WriteOutcome createIfAbsent(String key, byte[] content, Duration timeout)
            throws StoreException {
        return put(key, Precondition.absent(), content, timeout);
    }

    @Override
    public WriteOutcome replaceIfMatches(
            String key, Version expected, byte[] content, Duration timeout) throws StoreException {
        return put(key, Precondition.unchanged(expected.token()), content, timeout);
    }

    private WriteOutcome put(
            String key, Precondition precondition, byte[] content, Duration timeout)
            throws StoreException {
        ObjectId object = object(key);
        return write(
                timeout,
                left ->
                        writes.put(
                                object,
                                Content.of(content),
                                Optional.of(precondition),
                                Optional.empty(),
                                Optional.of(left)));
    }

    @Override
    public WriteOutcome deleteIfMatches(String key, Version expected, Duration timeout)
            throws StoreException {
        ObjectId object = object(key);
        return write(
                timeout,
                left -> {
                    writes.delete(object, expected.token(), left);
                    return expected.token();
                });
    }

    private interface Write {
        String send(Duration left) throws IOException;
    }

    private static WriteOutcome write(Duration timeout, Write write) throws StoreException {
        long end = System.nanoTime() + timeout.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            try {
                Duration left = Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
                return new WriteOutcome.Committed(new Version(write.send(left)));
            } catch (PreconditionFailedException | FileNotFoundException e) {
                return new WriteOutcome.Conflict();
            } catch (UnansweredException | InterruptedIOException e) {
                return new WriteOutcome.Unknown(e);
            } catch (ConcurrentRequestException e) {
                long wait = Math.max(pause, e.pause().toNanos());
                // A try that is too short would leave unknown what is known.
                if (end - System.nanoTime() - wait < SHORTEST_TRY_NANOS) {
                    throw failed(e);
                }
                LockSupport.parkNanos(wait);
                pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
                if (Thread.currentThread().isInterrupted()) {
                    throw failed(e);
                }
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    @Override
    public List<String> list(String prefix, Duration timeout) throws StoreException {
        long end = System.nanoTime() + timeout.toNanos();
        ObjectId from = root.child(ObjectKey.requirePrefix(prefix));
        List<String> keys = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            try {
                Duration left = Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
                Page page = reads.list(from, false, ObjectRequests.PAGE, next, Optional.of(left));
                for (ObjectInfo each : page.objects()) {
                    keys.add(each.id().key().substring(root.key().length()));
                }
                next = page.next();
            } catch (IOException e) {
                throw failed(e);
            }
        } while (next.isPresent());
        // What is no key was put there by others: an object for the directory itself, for example.
        keys.removeIf(each -> !isKey(each));
        return keys;
    }

    private static boolean isKey(String text) {
        try {
            ObjectKey.require(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Nothing: connections and threads are the process', which has other uses for them. */
    @Override
    public void close() {}

    private ObjectId object(String key) {
        return root.child(ObjectKey.require(key));
    }

    private static StoreException failed(IOException e) {
        Reason reason = Reason.UNUSABLE;
        if (e instanceof AccessDeniedException) {
            reason = Reason.DENIED;
        } else if (e instanceof BucketException) {
            reason = Reason.NO_SUCH_STORE;
        } else if (e instanceof NotSentException
                || e instanceof UnansweredException
                || e instanceof ConcurrentRequestException
                || e instanceof InterruptedIOException) {
            reason = Reason.UNAVAILABLE;
        }
        return new StoreException(reason, e.getMessage(), e);
    }
}
