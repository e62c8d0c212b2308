package io.spillway.spi.cloud;

/**
 * The cloud couldn't be asked, or refused. The message is one line that says which call, to where,
 * and what came back; an SDK's exception is the cause at most.
 */
public class CloudException extends Exception {
    public CloudException(String message) {
        super(message);
    }

    public CloudException(String message, Throwable cause) {
        super(message, cause);
    }
}
