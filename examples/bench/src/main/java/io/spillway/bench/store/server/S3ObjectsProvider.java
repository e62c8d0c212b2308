package io.spillway.bench.store.server;

import java.net.URI;

/**
 * The same for S3; found by {@link java.util.ServiceLoader}. Without a region it is {@code
 * us-east-1}, which servers of one's own take.
 */
public interface S3ObjectsProvider extends ServerObjectsProvider {

    /** The same with credentials that the caller knows. */
    ServerObjects open(URI endpoint, String bucket, String accessKey, String secretKey);
}
