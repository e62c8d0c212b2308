package io.spillway.jobmanager.drain;

import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A drain that a job still has to make room for.
 *
 * @param taskManager resource id
 * @param acceptedAt when it was asked for, in {@link Ticker} nanoseconds
 * @param reason why it was asked for
 * @param deadline when the machine is gone, in the same; empty when nobody knows
 */
public record PendingDrain(
        String taskManager, long acceptedAt, NoticeKind reason, OptionalLong deadline) {

    /** How much time there was from the request to the deadline; null when there is no deadline. */
    Duration timeGiven() {
        return deadline.isPresent()
                ? Duration.ofNanos(Math.max(0, deadline.getAsLong() - acceptedAt))
                : null;
    }

    /**
     * Whether all who are told of the same event are told at the same time: SIGTERM, and what
     * people ask for. What a cloud announces each agent learns when it asks next.
     */
    boolean isToldAtOnce() {
        return reason == NoticeKind.SHUTDOWN;
    }
}
