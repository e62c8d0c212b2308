package io.spillway.s3.client;

import java.io.IOException;

/** A request that never reached the server, or was turned away unread: it did nothing. */
public final class NotSentException extends IOException {
    private static final long serialVersionUID = 1L;

    NotSentException(String message, Throwable cause) {
        super(message, cause);
    }
}
