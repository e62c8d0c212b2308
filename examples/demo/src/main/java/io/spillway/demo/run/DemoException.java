package io.spillway.demo.run;

/** Why the demo can't go on; one line for people, with what to do where that is known. */
public final class DemoException extends Exception {
    public DemoException(String message) {
        super(message);
    }

    public DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
