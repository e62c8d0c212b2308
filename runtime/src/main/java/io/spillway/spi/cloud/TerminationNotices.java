package io.spillway.spi.cloud;

import java.time.Duration;
import java.util.Optional;

/** Where a machine learns that it will be taken away. */
public interface TerminationNotices {

    /** What the source is called in the log, such as {@code spot/instance-action}. */
    String name();

    /**
     * Whether {@link #poll} waits until there is a change, as Google Cloud's metadata server does.
     * Such a source is asked by itself, and again as soon as it has answered. Of those that answer
     * at once, one is asked each {@code spillway.termination.poll-interval}, in turn: they are
     * behind one metadata service, which minds how often it is asked. Always the same.
     */
    default boolean waits() {
        return false;
    }

    /**
     * Whether a notice of this source leaves seconds or minutes only. Of those that answer at once,
     * urgent ones have all turns but every thirtieth; that is for notices that come long before, or
     * are advice. Asked before each turn, so that a source may become urgent once it knows more.
     */
    default boolean isUrgent() {
        return true;
    }

    /**
     * The notice in force now, or empty when there is none: a notice that was there and is not any
     * more has been withdrawn, and the drain that it began will be cancelled.
     *
     * <p>Called again and again, never twice at the same time.
     *
     * @param timeout positive; blocks no longer
     * @throws CloudException when the source can't be asked. What it said last stays in force.
     */
    Optional<TerminationNotice> poll(Duration timeout) throws CloudException;
}
