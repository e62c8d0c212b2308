package io.spillway.scalein;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * Whether the size that the group's own policy would have has stopped to change. While that falls,
 * machines would go a few at a time, and each time costs the job a restart.
 *
 * <p>Not thread-safe.
 */
final class PolicyWatch {

    /** As long as the shortest period of a cloud's autoscaler that we know of. */
    private static final Duration HOLDS = Duration.ofSeconds(10);

    private OptionalInt size = OptionalInt.empty();
    private Duration since = Duration.ZERO;

    /**
     * @param recommended what the policy would have now; empty when there is none
     */
    void look(Duration now, OptionalInt recommended) {
        if (!recommended.equals(size)) {
            size = recommended;
            since = now;
        }
    }

    /** Whether it has been the same for a while, or is no more than that many machines. */
    boolean allows(Duration now, int machines) {
        return size.orElse(0) <= machines || now.minus(since).compareTo(HOLDS) >= 0;
    }
}
