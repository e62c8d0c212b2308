package io.spillway.checkpoint.objects;

import java.io.IOException;

/** A request that never reached the server, or was turned away unread: it did nothing. */
public final class NotSentException extends IOException {
    private static final long serialVersionUID = 1L;

    public NotSentException(String message, Throwable cause) {
        super(message, cause);
    }
}
