package io.spillway.localcloud.group;

import java.time.Duration;
import java.time.Instant;

/**
 * When the next VM may be launched: after a death at once or later, and the later the more of them
 * in a row have died young. For one thread.
 */
final class ReplacementDelay {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration SHORT_LIFE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 10;

    private final Duration first;
    private int shortLives;
    private Instant next = Instant.EPOCH;

    /**
     * @param first after the first early death
     */
    ReplacementDelay(Duration first) {
        this.first = first;
    }

    /** How long to wait; zero or less for not at all. */
    Duration left(Instant now) {
        return Duration.between(now, next);
    }

    /** A VM has died, or couldn't be launched. */
    void died(Duration lived, Instant now) {
        shortLives = lived.compareTo(SHORT_LIFE) < 0 ? shortLives + 1 : 1;
        Duration delay = first.multipliedBy(1L << Math.min(shortLives - 1, MOST_DOUBLINGS));
        next = now.plus(delay.compareTo(LONGEST) > 0 ? LONGEST : delay);
    }

    /** The next one may be launched at once. */
    void skip() {
        next = Instant.EPOCH;
    }
}
