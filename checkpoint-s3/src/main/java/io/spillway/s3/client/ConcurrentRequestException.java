package io.spillway.s3.client;

import java.io.IOException;

/** Another request was at work on the object, and this one wasn't carried out: 409. */
public final class ConcurrentRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    ConcurrentRequestException(String message, Throwable cause) {
        super(message, cause);
    }
}
