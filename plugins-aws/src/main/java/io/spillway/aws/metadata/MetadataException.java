package io.spillway.aws.metadata;

import io.spillway.spi.cloud.CloudException;

/** The metadata service didn't say what it was asked for. */
public final class MetadataException extends CloudException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    MetadataException(boolean refused, String message, Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** Whether it has answered, and won't say; asking again changes nothing. */
    public boolean refused() {
        return refused;
    }
}
