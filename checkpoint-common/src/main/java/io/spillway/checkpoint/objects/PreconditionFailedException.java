package io.spillway.checkpoint.objects;

import java.io.IOException;

/** The object isn't what the request asked for it to be: 412. */
public final class PreconditionFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    public PreconditionFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
