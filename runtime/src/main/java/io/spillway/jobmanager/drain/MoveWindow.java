package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long what is pending waits for company before the job moves, and for slots to move to: drains
 * and joins are collected, and a job that no other TaskManager can host stays where it is. Confined
 * to the thread that owns the job.
 */
final class MoveWindow {

    private static final Logger LOG = LoggerFactory.getLogger(MoveWindow.class);

    private final String jobId;
    private final MovableJob job;
    private final MoveTiming timing;
    private OptionalLong joinedAt = OptionalLong.empty();
    private OptionalLong hostedAt = OptionalLong.empty();
    private boolean homeless;
    private long cooldownEnd;

    MoveWindow(String jobId, MovableJob job, MoveTiming timing, long now) {
        this.jobId = jobId;
        this.job = job;
        this.timing = timing;
        this.cooldownEnd = now;
    }

    /** Looks whether there are TaskManagers to take in. */
    void noticeJoins(long now, List<PendingDrain> drains) {
        if (job.couldGrow()) {
            if (joinedAt.isEmpty()) {
                joinedAt = OptionalLong.of(now);
            }
        } else if (drains.isEmpty()) {
            // Otherwise the drains may just have cancelled the growth out; it still is due.
            joinedAt = OptionalLong.empty();
        }
    }

    /** Whether there are. */
    boolean hasJoins() {
        return joinedAt.isPresent();
    }

    /** Whether there was no slot but on TaskManagers that are drained. */
    boolean isHomeless() {
        return homeless;
    }

    /** The job was deployed with the slots that are there. */
    void deployed() {
        joinedAt = OptionalLong.empty();
    }

    /** The job has come up after a move. */
    void moved(long now) {
        cooldownEnd = now + timing.joinCooldown().toNanos();
    }

    /** Nothing is pending any more. */
    void close() {
        joinedAt = OptionalLong.empty();
        hostedAt = OptionalLong.empty();
        homeless = false;
    }

    /**
     * When what is pending has waited long enough. Without a slot elsewhere that is as late as the
     * deadline allows, or never when there is none.
     *
     * @param moveBy when the job has to move at the latest; empty when there is no deadline
     * @param expectedCheckpoint what a checkpoint takes; zero when unknown
     * @return the latest possible time for never
     */
    long end(
            List<PendingDrain> drains, OptionalLong moveBy, Duration expectedCheckpoint, long now) {
        long lastMinute = timing.lastMinute(expectedCheckpoint).toNanos();
        if (!job.canRunOnWhatStays()) {
            if (!homeless) {
                homeless = true;
                hostedAt = OptionalLong.empty();
                LOG.info(
                        "Job {} has no slot but on TaskManagers that are drained: it stays on them {}.",
                        jobId,
                        moveBy.isPresent() ? "until the deadline is near" : "until others join");
            }
            return moveBy.isEmpty() ? Long.MAX_VALUE : moveBy.getAsLong() - lastMinute;
        }
        if (homeless) {
            homeless = false;
            hostedAt = OptionalLong.of(now);
        }
        long earliest = timing.windowEnd(drains);
        if (hostedAt.isPresent() && !drains.isEmpty()) {
            // Replacements come in company, too.
            earliest = Math.max(earliest, hostedAt.getAsLong() + timing.joinWindow().toNanos());
        }
        if (joinedAt.isPresent()) {
            long join = Math.max(joinedAt.getAsLong() + timing.joinWindow().toNanos(), cooldownEnd);
            earliest = Math.min(earliest, join);
        }
        return moveBy.isEmpty() ? earliest : Math.min(earliest, moveBy.getAsLong() - lastMinute);
    }
}
