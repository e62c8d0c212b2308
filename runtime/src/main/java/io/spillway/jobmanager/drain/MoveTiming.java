package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.Collection;
import java.util.OptionalLong;

/**
 * When a job moves: durations, and what follows from them.
 *
 * @param drainWindow how long drains are collected before the job moves, if the deadline allows,
 *     from when the first notice may have come
 * @param shutdownWindow how long after the latest one drains are collected of which all agents have
 *     heard by then; no longer than {@code drainWindow} from the first request
 * @param joinWindow how long joins are collected before the job takes the machines in
 * @param startWindow how long the job's first start waits for more slots
 * @param joinCooldown how long after a move the job takes no new machines in
 * @param margin how long before a deadline the job moves at the latest
 * @param retryDelay how long after a failed checkpoint it is tried again
 * @param maxCheckpointFailures after that many failures in a row the job moves from the last
 *     completed checkpoint, if there is one
 * @param exact whether the sources are stopped with the checkpoint for a move
 * @param exactTimeout how long the job may stand still for a checkpoint with stopped sources, at
 *     most
 */
public record MoveTiming(
        Duration drainWindow,
        Duration shutdownWindow,
        Duration joinWindow,
        Duration startWindow,
        Duration joinCooldown,
        Duration margin,
        Duration retryDelay,
        int maxCheckpointFailures,
        boolean exact,
        Duration exactTimeout) {

    /**
     * A checkpoint that takes longer is worth another one before it, while the job still works: of
     * an incremental one little is left to write then.
     */
    static final Duration SLOW_CHECKPOINT = Duration.ofMillis(500);

    /** A checkpoint that takes so many times as long as expected is given up. */
    private static final int OVERDUE = 3;

    /** It isn't before that: a store may be slow for a moment. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The part of the time left that may go into waiting for company. */
    private static final int WINDOW_SHARE = 10;

    /** The part of the time left that the margin may take. */
    private static final int MARGIN_SHARE = 2;

    /** What a checkpoint is taken to last while none has been seen. */
    private static final Duration UNKNOWN_CHECKPOINT = Duration.ofSeconds(2);

    /** A floor for the time that a last-minute checkpoint gets. */
    private static final Duration LAST_MINUTE = Duration.ofMillis(500);

    /**
     * How long the job may stand still for a checkpoint with stopped sources.
     *
     * @param expectedCheckpoint what one takes; zero when unknown
     */
    Duration standstill(Duration expectedCheckpoint) {
        if (expectedCheckpoint.isZero()) {
            return exactTimeout;
        }
        Duration overdue = expectedCheckpoint.multipliedBy(OVERDUE);
        Duration patience = overdue.compareTo(PATIENCE) > 0 ? overdue : PATIENCE;
        return patience.compareTo(exactTimeout) < 0 ? patience : exactTimeout;
    }

    /**
     * When the drains have been collected: as soon as one of them can't wait any longer, or when
     * nothing has come for a while after those that come together. Short when little time is left.
     *
     * @return the latest possible time when there is none
     */
    long windowEnd(Collection<PendingDrain> drains) {
        long end = Long.MAX_VALUE;
        long quietAt = Long.MIN_VALUE;
        for (PendingDrain drain : drains) {
            Duration window = shorter(drainWindow, drain.timeGiven(), WINDOW_SHARE);
            Duration left = drain.leftOf(window);
            if (left.compareTo(shutdownWindow) > 0) {
                end = Math.min(end, drain.acceptedAt() + left.toNanos());
            } else {
                end = Math.min(end, drain.acceptedAt() + window.toNanos());
                quietAt = Math.max(quietAt, drain.acceptedAt() + shutdownWindow.toNanos());
            }
        }
        return quietAt == Long.MIN_VALUE ? end : Math.min(end, quietAt);
    }

    /** When the job has to leave a TaskManager at the latest; empty when there is no deadline. */
    OptionalLong moveBy(PendingDrain drain) {
        return drain.deadline().isPresent()
                ? OptionalLong.of(
                        drain.deadline().getAsLong()
                                - shorter(margin, drain.timeGiven(), MARGIN_SHARE).toNanos())
                : OptionalLong.empty();
    }

    /** The earliest of {@link #moveBy(PendingDrain)}. */
    OptionalLong moveBy(Collection<PendingDrain> drains) {
        return drains.stream()
                .map(this::moveBy)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min();
    }

    /** How long before the last moment a checkpoint begins that should be as late as possible. */
    Duration lastMinute(Duration longestCheckpoint) {
        return longestCheckpoint.isZero()
                ? UNKNOWN_CHECKPOINT
                : longestCheckpoint.multipliedBy(2).plus(LAST_MINUTE);
    }

    private static Duration shorter(Duration wanted, Duration given, int share) {
        if (given == null) {
            return wanted;
        }
        Duration part = given.dividedBy(share);
        return part.compareTo(wanted) < 0 ? part : wanted;
    }
}
