package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.Optional;

/**
 * Which checkpoint a job moves from, by how long they take, by what it is taking anyway and by the
 * time that is left.
 *
 * @param expected what a checkpoint takes from its trigger until it is complete; zero when unknown
 * @param timeLeft until the job has to move; null when there is no deadline
 * @param inProgress what the job is taking just now
 * @param canFallBack whether there is a completed checkpoint
 */
record CheckpointChoice(
        Duration expected,
        Duration timeLeft,
        Optional<CheckpointInProgress> inProgress,
        boolean canFallBack) {

    /** Whether one with stopped sources comes in time, when one that delays it can be aborted. */
    boolean lastOneComesInTime() {
        return fits(needs(expected).plus(canMakeWay() ? Duration.ZERO : delay()));
    }

    /**
     * What one with stopped sources is given: one that comes too late has let the job stand still
     * for nothing.
     */
    static Duration needs(Duration expected) {
        return expected.plus(expected.dividedBy(2));
    }

    /**
     * Whether an ordinary one before it is worth its time: of an incremental one little is left to
     * write then. One that delays it is as good as that.
     */
    boolean leavesTimeForAForerunner() {
        return expected.compareTo(MoveTiming.SLOW_CHECKPOINT) > 0
                && !isDelayed()
                && fits(expected.plus(needs(expected)));
    }

    /** Whether one with stopped sources comes in time if it waits for that in progress. */
    boolean leavesTimeToWait() {
        return fits(delay().plus(needs(expected)));
    }

    /**
     * Whether that in progress does as well, since an ordinary one would wait for it, or wouldn't
     * be complete in time. The job repeats as much after the one as after the other, and this one
     * is complete sooner.
     */
    boolean thatInProgressWillDo() {
        return inProgress
                .filter(other -> !other.isSavepoint())
                .filter(other -> other.delaysOthers() || !fits(expected))
                .filter(other -> fits(other.left(expected)) || !canFallBack)
                .isPresent();
    }

    /** Whether the job had better move at once, from its last completed one. */
    boolean noneComesInTime() {
        return canFallBack && !thatInProgressWillDo() && !fits(expected.plus(delay()));
    }

    /** Whether another one begins only when one of those in progress has ended. */
    boolean isDelayed() {
        return inProgress.isPresent() && inProgress.get().delaysOthers();
    }

    private boolean canMakeWay() {
        return inProgress.isEmpty() || !inProgress.get().isSavepoint();
    }

    private Duration delay() {
        return isDelayed() ? inProgress.get().left(expected) : Duration.ZERO;
    }

    private boolean fits(Duration time) {
        return timeLeft == null || time.compareTo(timeLeft) <= 0;
    }
}
