package io.spillway.spi.cloud;

import java.time.Duration;
import java.util.Optional;

/** Where a machine learns that it will be taken away. */
public interface TerminationNotices {

    /** What the source is called in the log, such as {@code spot/instance-action}. */
    String name();

    /**
     * The notice in force now, or empty when there is none: a notice that was there and is not any
     * more has been withdrawn, and the drain that it began will be cancelled.
     *
     * <p>A source that can wait for a change (Google Cloud's metadata server) may block until there
     * is one; the others answer at once. Called again and again, never twice at the same time.
     *
     * @param timeout positive; blocks no longer
     * @throws CloudException when the source can't be asked. What it said last stays in force.
     */
    Optional<TerminationNotice> poll(Duration timeout) throws CloudException;
}
