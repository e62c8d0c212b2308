package io.spillway.checkpoint.objects;

import java.io.EOFException;

/** A range begins where the object has ended: 416. */
public final class BeyondEndException extends EOFException {
    private static final long serialVersionUID = 1L;

    public BeyondEndException(String message) {
        super(message);
    }
}
