package io.spillway.spi.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Small objects (1 MiB at most) under one root of an object store, each written only if it is still
 * what the writer has seen. All readers see a committed write at once, in every process.
 *
 * <p>A key is made of segments of 1 to 255 letters, digits and {@code . _ - =}, joined by {@code
 * /}; no segment begins with a dot; 800 characters at most. {@link ObjectKey#require} says so.
 *
 * <p>Methods block as long as {@code timeout} at most, which is positive, the store's own retries
 * included; they may be called by several threads at once. An interrupted call throws {@link
 * StoreException} with the thread's interrupt flag set, and of a write that may have been sent the
 * outcome is {@link WriteOutcome.Unknown}.
 */
public interface ConditionalStore extends AutoCloseable {

    /** Where it is, for messages: {@code s3://bucket/prefix}, {@code file:///directory}. */
    String location();

    /** Where an object is, for messages. */
    default String location(String key) {
        return location() + (location().endsWith("/") ? "" : "/") + key;
    }

    /**
     * How long after a write of an object the next one to the same object should be sent at the
     * earliest: one that comes sooner may be refused, which does no harm but needs a request. Zero
     * where there is no such limit.
     */
    default Duration writeInterval() {
        return Duration.ZERO;
    }

    /**
     * The object's newest content.
     *
     * @return empty when there is no such object
     * @throws StoreException when it can't be read
     */
    Optional<StoredObject> get(String key, Duration timeout) throws StoreException;

    /**
     * Writes the object unless there is one.
     *
     * @throws StoreException when it was certainly not written, for another reason than a conflict
     */
    WriteOutcome createIfAbsent(String key, byte[] content, Duration timeout) throws StoreException;

    /**
     * Writes the object if it has that version. One that isn't there has none.
     *
     * @throws StoreException when it was certainly not written, for another reason than a conflict
     */
    WriteOutcome replaceIfMatches(String key, Version expected, byte[] content, Duration timeout)
            throws StoreException;

    /**
     * Deletes the object if it has that version. One that isn't there has none.
     *
     * @throws StoreException when it was certainly not deleted, for another reason than a conflict
     */
    WriteOutcome deleteIfMatches(String key, Version expected, Duration timeout)
            throws StoreException;

    /**
     * The keys that begin with a prefix, of all objects that there are, in order.
     *
     * @param prefix empty, or segments of a key that end with {@code /}
     * @throws StoreException when they can't be listed whole
     */
    List<String> list(String prefix, Duration timeout) throws StoreException;

    /** Gives back threads and connections. Called once, after the last call; doesn't throw. */
    @Override
    void close();
}
