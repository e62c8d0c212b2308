package io.spillway.checkpoint.objects;

import java.io.IOException;

/** A multipart upload was ended before, or never began. */
public final class NoSuchUploadException extends IOException {
    private static final long serialVersionUID = 1L;

    public NoSuchUploadException(String message, Throwable cause) {
        super(message, cause);
    }
}
