package io.spillway.checkpoint.objects;

import java.io.IOException;
import java.time.Duration;

/** Others were at work on the object, and this request wasn't carried out. */
public final class ConcurrentRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration pause;

    /** May be tried again at once. */
    public ConcurrentRequestException(String message, Throwable cause) {
        this(message, cause, Duration.ZERO);
    }

    /** May be tried again after a pause. */
    public ConcurrentRequestException(String message, Throwable cause, Duration pause) {
        super(message, cause);
        this.pause = pause;
    }

    /** How long to wait before another try, at least. */
    public Duration pause() {
        return pause;
    }
}
