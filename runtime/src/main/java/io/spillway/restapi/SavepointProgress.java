package io.spillway.restapi;

/**
 * How a savepoint fares that was triggered over REST.
 *
 * @param path where it is; only of a completed one
 * @param failure why it failed, in one line; only of a failed one
 */
public record SavepointProgress(State state, String path, String failure) {

    /** Whether it is done. */
    public enum State {
        IN_PROGRESS,
        COMPLETED,
        FAILED
    }
}
