package io.spillway.spi.cloud;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Word that a machine will go.
 *
 * @param kind why
 * @param timeLeft how long from now until it is gone, as seen when the notice was read; zero when
 *     the time is over already, empty when no deadline is known
 * @param certain whether the machine will go for sure; false for advice, such as a rebalance
 *     recommendation, which is shown in the fleet view and by itself drains nothing
 * @param onceReplaced whether the machine is to be drained on advice as soon as others have room
 *     for its work; means nothing when it is certain
 */
public record TerminationNotice(
        NoticeKind kind, Optional<Duration> timeLeft, boolean certain, boolean onceReplaced) {
    /** One that is acted upon when it is certain, and only then. */
    public TerminationNotice(NoticeKind kind, Optional<Duration> timeLeft, boolean certain) {
        this(kind, timeLeft, certain, false);
    }

    public TerminationNotice {
        requireNonNull(kind);
        if (timeLeft.isPresent() && timeLeft.get().isNegative()) {
            timeLeft = Optional.of(Duration.ZERO);
        }
    }

    /** The machine will go within {@code timeLeft}. */
    public static TerminationNotice certain(NoticeKind kind, Duration timeLeft) {
        return new TerminationNotice(kind, Optional.of(timeLeft), true);
    }

    /** The machine may go; nobody knows when. */
    public static TerminationNotice advice(NoticeKind kind) {
        return new TerminationNotice(kind, Optional.empty(), false);
    }

    /** The same, and it is to be drained once others have room for its work. */
    public static TerminationNotice adviceOnceReplaced(NoticeKind kind) {
        return new TerminationNotice(kind, Optional.empty(), false, true);
    }
}
