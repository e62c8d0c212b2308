package io.spillway.gcp.client;

import io.spillway.spi.cloud.CloudException;

/** A permission is missing. */
public final class DeniedException extends CloudException {
    private static final long serialVersionUID = 1L;

    private final String refusal;
    private final String remedy;

    DeniedException(String refusal, String remedy, Throwable cause) {
        super(refusal + "; " + remedy, cause);
        this.refusal = refusal;
        this.remedy = remedy;
    }

    /** Which call was refused, and in which words; one line. */
    public String refusal() {
        return refusal;
    }

    /** Which permission it needs, and how a person gives it; one line. */
    public String remedy() {
        return remedy;
    }
}
