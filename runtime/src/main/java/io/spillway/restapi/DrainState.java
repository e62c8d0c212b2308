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
    /** Taken back; the TaskManager hosts work again. */
    CANCELLED,
    /** The TaskManager was lost before it was drained; the loss was handled as a failure. */
    GONE;

    /**
     * Whether it is over. Only a drain that the JobManager asked for itself, to take the machine
     * away, can still be taken back then.
     */
    public boolean isFinal() {
        return this == DRAINED || this == CANCELLED || this == GONE;
    }
}
