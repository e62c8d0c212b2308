package io.spillway.spi.store;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Opens stores of one kind. Found by {@link java.util.ServiceLoader}, so it has a public
 * constructor without parameters.
 */
public interface StoreProvider {

    /** The scheme of the addresses that it opens: {@code s3}, {@code gs}, {@code file}. */
    String scheme();

    /**
     * Opens a store, and asks it nothing yet.
     *
     * @param root a directory of the store's, with that scheme
     * @param configuration Flink's configuration, all of it
     * @param patience how long opening may take; positive
     * @throws StoreException when the address or a setting is wrong; the message names it
     */
    ConditionalStore open(URI root, Map<String, String> configuration, Duration patience)
            throws StoreException;
}
