package io.spillway.checkpoint.objects;

import java.util.Optional;

/**
 * What is known of an object.
 *
 * @param size in bytes
 * @param modifiedMillis since 1970
 * @param nonce that its writer gave it; empty when it was listed, or written by others
 */
public record ObjectInfo(
        ObjectId id, long size, long modifiedMillis, String version, Optional<String> nonce) {}
