package io.spillway.aws.client;

import io.spillway.spi.cloud.CloudException;

/** A policy doesn't allow a call. */
public final class DeniedException extends CloudException {
    private static final long serialVersionUID = 1L;

    private final String refusal;
    private final String statement;

    DeniedException(String refusal, String statement, Throwable cause) {
        super(refusal + "; add to the role's policy: " + statement, cause);
        this.refusal = refusal;
        this.statement = statement;
    }

    /** Which call was refused, and in which words; one line. */
    public String refusal() {
        return refusal;
    }

    /** The IAM statement that allows it, as JSON on one line. */
    public String statement() {
        return statement;
    }
}
