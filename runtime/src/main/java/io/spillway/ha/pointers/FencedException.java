package io.spillway.ha.pointers;

/** Whoever asked doesn't lead, or not any more. What it asked for was not done. */
public final class FencedException extends Exception {
    private static final long serialVersionUID = 1L;

    public FencedException(String message) {
        super(message);
    }
}
