package io.spillway.program;

/** Why a file can't be a job's jar, in one line that says what to do. */
public final class InvalidJobJarException extends Exception {
    InvalidJobJarException(String message) {
        super(message);
    }

    InvalidJobJarException(String message, Throwable cause) {
        super(message, cause);
    }
}
