package io.spillway.simulator.trace;

/** A trace can't be read; the message is for people. */
public final class TraceException extends Exception {
    private static final long serialVersionUID = 1;

    TraceException(String message) {
        super(message);
    }
}
