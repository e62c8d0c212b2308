package io.spillway.jobmanager.drain;

import java.time.Duration;

/**
 * The oldest checkpoint that a job is just taking.
 *
 * @param age since its trigger, zero or more
 * @param delaysOthers whether another one can't begin before one of those in progress has ended
 * @param isSavepoint whether it, or another one in progress, is somebody's savepoint: it isn't
 *     aborted for a move, nor taken for one
 */
public record CheckpointInProgress(Duration age, boolean delaysOthers, boolean isSavepoint) {

    /** Checkpoints' times are by the millisecond. */
    private static final Duration TICK = Duration.ofMillis(2);

    /** Whether it was triggered before what was asked for that long ago. */
    boolean wasBefore(Duration sinceAsked) {
        return age.compareTo(sinceAsked.plus(TICK)) > 0;
    }

    /** How long it may still take; zero when it is overdue. */
    Duration left(Duration expected) {
        return expected.compareTo(age) > 0 ? expected.minus(age) : Duration.ZERO;
    }
}
