package io.spillway.checkpoint.objects;

import io.spillway.checkpoint.content.Content;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A cloud's requests for objects. All block. An interrupted call throws {@link
 * java.io.InterruptedIOException} with the thread's interrupt flag set. Thread-safe.
 *
 * <p>Whatever goes wrong is an {@link IOException}: {@link java.io.FileNotFoundException} for a
 * missing object, {@link java.nio.file.AccessDeniedException}, {@link BucketException}, {@link
 * PreconditionFailedException}, {@link ConcurrentRequestException}, {@link BeyondEndException};
 * {@link NotSentException} where nothing was done, and {@link UnansweredException} where that isn't
 * known.
 */
public interface ObjectRequests {
    /** Most keys in a page of a listing, and in a call that deletes. */
    int PAGE = 1000;

    /**
     * Writes an object.
     *
     * @param nonce that {@link #head} tells again; empty for none
     * @return its version
     */
    default String put(
            ObjectId object,
            Content content,
            Optional<Precondition> precondition,
            Optional<String> nonce)
            throws IOException {
        return put(object, content, precondition, nonce, Optional.empty());
    }

    /** As the other one, within a time of its own. */
    String put(
            ObjectId object,
            Content content,
            Optional<Precondition> precondition,
            Optional<String> nonce,
            Optional<Duration> timeout)
            throws IOException;

    /**
     * Opens an object, or a range of it.
     *
     * @param version that it has to have; empty for any
     * @throws BeyondEndException when it ends before the range
     */
    RangeStream get(ObjectId object, Optional<ByteRange> range, Optional<String> version)
            throws IOException;

    /**
     * Reads a small object whole.
     *
     * @param timeout for all of it
     */
    StoredBytes read(ObjectId object, Duration timeout) throws IOException;

    /** What is known of an object. */
    ObjectInfo head(ObjectId object) throws IOException;

    /**
     * A page of the objects whose keys begin with the prefix's, in order.
     *
     * @param level whether what lies behind another slash is told as a prefix only
     * @param most objects and prefixes; 1 to {@link #PAGE}
     * @param from the page before told it; empty for the first one
     */
    default Page list(ObjectId prefix, boolean level, int most, Optional<String> from)
            throws IOException {
        return list(prefix, level, most, from, Optional.empty());
    }

    /** As the other one, within a time of its own. */
    Page list(
            ObjectId prefix,
            boolean level,
            int most,
            Optional<String> from,
            Optional<Duration> timeout)
            throws IOException;

    /** Deletes an object. One that doesn't exist is no error. */
    void delete(ObjectId object) throws IOException;

    /** Deletes an object that has that version, within a time of its own. */
    void delete(ObjectId object, String version, Duration timeout) throws IOException;

    /**
     * Deletes objects by as few requests as there are. Those that don't exist are no error.
     *
     * @param keys {@link #PAGE} at most
     * @throws IOException of the first one that couldn't be deleted; the others are
     */
    void delete(ObjectId directory, List<String> keys) throws IOException;

    /** Copies an object of {@link #largestCopy} bytes at most on the server. */
    void copy(ObjectId source, ObjectId target) throws IOException;

    /** The most bytes that {@link #copy} takes. */
    long largestCopy();
}
