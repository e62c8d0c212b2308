package io.spillway.cloud.machine;

import io.spillway.spi.cloud.CloudException;

/** The metadata service didn't say what it was asked for. */
public class MetadataException extends CloudException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    /**
     * @param refused whether it has answered, and won't say
     * @param message one line
     */
    public MetadataException(boolean refused, String message, Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** Whether it has answered, and won't say; asking again changes nothing. */
    public boolean refused() {
        return refused;
    }
}
