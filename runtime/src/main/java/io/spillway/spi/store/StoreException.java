package io.spillway.spi.store;

/**
 * A store that can't do what it was asked for. Of a write: it was certainly not done. The message
 * names the store, the object, the action, and, where it is known, the permission that is missing;
 * never a secret.
 */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    public enum Reason {
        /** Not now: time-outs, throttling, server errors. The same call may work later. */
        UNAVAILABLE,
        /** The caller isn't allowed to, or its credentials have expired or are missing. */
        DENIED,
        /** There is no such bucket or directory, or it is elsewhere. */
        NO_SUCH_STORE,
        /** What is there isn't what this store writes, or the store doesn't do as it has to. */
        UNUSABLE
    }

    private final Reason reason;

    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public StoreException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** What kind of trouble it is. */
    public Reason reason() {
        return reason;
    }

    /** Whether the same call may work later without anybody doing anything about it. */
    public boolean mayPass() {
        return reason == Reason.UNAVAILABLE;
    }
}
