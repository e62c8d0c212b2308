package io.spillway.checkpoint.objects;

import java.io.IOException;

/** There is no such bucket, or it is in another region. Not to be taken for a missing file. */
public final class BucketException extends IOException {
    private static final long serialVersionUID = 1L;

    public BucketException(String message, Throwable cause) {
        super(message, cause);
    }
}
