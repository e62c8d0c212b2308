package io.spillway.checkpoint.objects;

import java.io.IOException;

/**
 * A request that failed on its way, or with an error of the server: what it asked for may have been
 * done.
 */
public final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnansweredException(String message, Throwable cause) {
        super(message, cause);
    }
}
