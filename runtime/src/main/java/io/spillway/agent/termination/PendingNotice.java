package io.spillway.agent.termination;

import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A notice in force, with its deadline on the agent's own clock.
 *
 * @param source which source says so
 * @param deadline in nanoseconds of the agent's clock; empty when none is known
 * @param certain false for advice
 * @param onceReplaced whether advice is acted upon when others have room for the work
 * @param notBefore since when it may be there at the earliest, in the same nanoseconds
 */
public record PendingNotice(
        NoticeKind kind,
        String source,
        OptionalLong deadline,
        boolean certain,
        boolean onceReplaced,
        long notBefore) {

    static PendingNotice of(TerminationNotice notice, String source, long now, long notBefore) {
        return new PendingNotice(
                notice.kind(),
                source,
                notice.timeLeft()
                        .map(left -> OptionalLong.of(now + left.toNanos()))
                        .orElse(OptionalLong.empty()),
                notice.certain(),
                notice.onceReplaced(),
                notBefore);
    }

    /** What is left at {@code now}, never negative; empty when no deadline is known. */
    public Optional<Duration> timeLeft(long now) {
        return deadline.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, deadline.getAsLong() - now)));
    }

    /** For how long it may have been there at {@code now}, at most. */
    public Duration age(long now) {
        return Duration.ofNanos(Math.max(0, now - notBefore));
    }

    /** Whether this one leaves less time than {@code other}; none known counts as the longest. */
    boolean isBefore(PendingNotice other) {
        if (deadline.isEmpty()) {
            return false;
        }
        return other.deadline.isEmpty() || deadline.getAsLong() - other.deadline.getAsLong() < 0;
    }

    /**
     * Whether this says the same as {@code other}. Sources tell the time left in whole seconds or
     * compute it anew each time; a second more or less is no news.
     */
    boolean saysTheSameAs(PendingNotice other) {
        return kind == other.kind
                && certain == other.certain
                && onceReplaced == other.onceReplaced
                && source.equals(other.source)
                && deadline.isPresent() == other.deadline.isPresent()
                && Math.abs(deadline.orElse(0) - other.deadline.orElse(0))
                        <= Duration.ofSeconds(1).toNanos();
    }
}
