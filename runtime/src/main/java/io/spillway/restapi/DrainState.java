package io.spillway.restapi;

/** How far the drain of one TaskManager has come. */
public enum DrainState {
    /** Its slots are hidden from the scheduler; the move has not begun. */
    ACCEPTED,
    /** A checkpoint for the move is being taken. */
    CHECKPOINTING,
    /** The job restarts on the slots that stay. */
    MOVING,
    /** No work is left on the TaskManager: it may be stopped. */
    DRAINED,
    /** Taken back before it was done; the TaskManager hosts work again. */
    CANCELLED,
    /** The TaskManager was lost before it was drained; the loss was handled as a failure. */
    GONE;

    /** Whether the state will never change again. */
    public boolean isFinal() {
        return this == DRAINED || this == CANCELLED || this == GONE;
    }
}
