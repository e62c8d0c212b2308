package io.spillway.jobmanager.drain;

import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A drain that a job still has to make room for.
 *
 * @param taskManager resource id
 * @param acceptedAt when it was asked for, in {@link Ticker} nanoseconds
 * @param noticeAge for how long the notice may have been there before it was asked for, at most
 * @param reason why it was asked for
 * @param deadline when the machine is gone, in the same; empty when nobody knows
 */
public record PendingDrain(
        String taskManager,
        long acceptedAt,
        Duration noticeAge,
        NoticeKind reason,
        OptionalLong deadline) {

    /** Whose drains these are, in their order. */
    static List<String> taskManagers(List<PendingDrain> drains) {
        return drains.stream().map(PendingDrain::taskManager).toList();
    }

    /** How much time there was from the request to the deadline; null when there is no deadline. */
    Duration timeGiven() {
        return deadline.isPresent()
                ? Duration.ofNanos(Math.max(0, deadline.getAsLong() - acceptedAt))
                : null;
    }

    /**
     * How much of {@code window} is still to wait for others that are told of the same event. None
     * after SIGTERM, and what people ask for: all are told at the same time. What a cloud announces
     * each agent learns when it asks next, and some of the window is over by then.
     */
    Duration leftOf(Duration window) {
        return reason == NoticeKind.SHUTDOWN || noticeAge.compareTo(window) >= 0
                ? Duration.ZERO
                : window.minus(noticeAge);
    }
}
