package io.spillway.bench.store.server;

import java.net.URI;

/** Makes {@link ServerObjects}. */
@FunctionalInterface
public interface ServerObjectsProvider {

    /**
     * Asks nobody yet. Credentials and region, where the store has such, are those that its clients
     * find by themselves.
     *
     * @param endpoint of a server that takes the bucket's name in the path
     */
    ServerObjects open(URI endpoint, String bucket);
}
