package io.spillway.ha.pointers;

import java.time.Duration;

/**
 * How long to try when the store has trouble.
 *
 * @param inAll from the first request to the last; longer than a lease is of no use, without which
 *     nothing is tried any more
 * @param request how long one may take
 * @param firstPause before the same is tried again; doubled each time
 * @param longestPause what the pauses grow to
 */
public record Patience(
        Duration inAll, Duration request, Duration firstPause, Duration longestPause) {

    public static final Patience DEFAULT =
            new Patience(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(2));

    public Patience {
        for (Duration each : new Duration[] {inAll, request, firstPause, longestPause}) {
            if (each.isZero() || each.isNegative()) {
                throw new IllegalArgumentException(each + ": each time must be positive");
            }
        }
    }

    Duration pauseAfter(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(longestPause) > 0 ? longestPause : twice;
    }
}
