package io.spillway.spi.store;

/**
 * Which content of an object was seen: an ETag, a generation. Opaque; of use only for the same
 * object of the same store.
 *
 * <p>Two contents that differ have different versions. Two writes of the same bytes may have the
 * same one (S3 makes ETags of contents), so a writer that has to know its own write again puts
 * something unique into it.
 *
 * @param token not blank
 */
public record Version(String token) {
    public Version {
        if (token.isBlank()) {
            throw new IllegalArgumentException("a version must not be blank");
        }
    }
}
