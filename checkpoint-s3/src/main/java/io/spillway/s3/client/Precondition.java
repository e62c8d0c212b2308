package io.spillway.s3.client;

import java.util.Optional;

/**
 * What an object has to be for a write to be carried out.
 *
 * @param etag that it has; empty where it must not exist
 */
public record Precondition(Optional<String> etag) {

    /** There is no such object. */
    public static Precondition absent() {
        return new Precondition(Optional.empty());
    }

    /** The object is the one with that ETag. */
    public static Precondition unchanged(String etag) {
        return new Precondition(Optional.of(etag));
    }

    Optional<String> ifMatch() {
        return etag;
    }

    Optional<String> ifNoneMatch() {
        return etag.isPresent() ? Optional.empty() : Optional.of("*");
    }
}
