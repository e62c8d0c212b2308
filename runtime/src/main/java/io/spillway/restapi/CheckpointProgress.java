package io.spillway.restapi;

/**
 * How a checkpoint fares that was triggered over stock Flink's REST API.
 *
 * @param state whether it is done
 * @param checkpointId its number once it is complete; else null
 * @param failure one line that says why it failed; else null
 */
public record CheckpointProgress(State state, Long checkpointId, String failure) {

    /** Whether a checkpoint is done. */
    public enum State {
        IN_PROGRESS,
        COMPLETED,
        FAILED
    }
}
