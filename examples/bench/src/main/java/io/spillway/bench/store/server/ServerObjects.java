package io.spillway.bench.store.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The objects of a bucket as the server has them, past all that is measured. Calls block; their
 * exceptions name endpoint, bucket and key. Not thread-safe, other than {@link #close}.
 */
public interface ServerObjects extends AutoCloseable {

    /** Makes an object of that many bytes. */
    void put(String key, Supplier<InputStream> content, long bytes) throws IOException;

    /** Opens an object at its first byte. */
    InputStream get(String key) throws IOException;

    /** The keys of all objects that begin so. */
    List<String> below(String prefix) throws IOException;

    /** The uploads in parts of keys that begin so, which were begun and not ended. */
    List<String> uploads(String prefix) throws IOException;

    /** Deletes all objects that begin so, and ends all uploads. */
    void clear(String prefix) throws IOException;

    /**
     * The environment in which others find the region and the credentials that these requests are
     * signed for, as far as the store wants any.
     */
    Map<String, String> environment() throws IOException;

    @Override
    void close();
}
