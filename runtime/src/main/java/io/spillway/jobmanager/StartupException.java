package io.spillway.jobmanager;

/** Why the JobManager doesn't start, in one line that says what to do. */
public final class StartupException extends Exception {
    StartupException(String message) {
        super(message);
    }

    StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
