package io.spillway.bench.store.server;

import java.net.URI;

/** Makes {@link ServerObjects}; found by {@link java.util.ServiceLoader}. */
public interface ServerObjectsProvider {

    /**
     * Asks nobody yet. Credentials and region are those of the AWS SDK's default chains; without a
     * region it is {@code us-east-1}, which servers of one's own take.
     *
     * @param endpoint of a server that takes the bucket's name in the path
     */
    ServerObjects open(URI endpoint, String bucket);

    /** The same with credentials that the caller knows. */
    ServerObjects open(URI endpoint, String bucket, String accessKey, String secretKey);
}
