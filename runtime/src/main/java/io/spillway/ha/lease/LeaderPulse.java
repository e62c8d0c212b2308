package io.spillway.ha.lease;

import io.spillway.ha.lease.LeaseElection.Observed;
import java.util.Optional;

/**
 * Whether a leader that doesn't answer is there all the same, by what looks into the store have
 * found since: it is when it has renewed its lease meanwhile. Not thread-safe.
 */
final class LeaderPulse {
    private Optional<Observed> first = Optional.empty();
    private boolean gone;
    private boolean beats;

    /** Somebody has looked, the first time after the leader didn't answer or later. */
    void seen(Optional<Observed> observed) {
        if (observed.isEmpty() || observed.get().document().released()) {
            gone = true;
            return;
        }
        Observed now = observed.get();
        Observed before = first.orElse(now);
        first = Optional.of(before);
        gone |= now.document().epoch() != before.document().epoch();
        beats |= !now.version().equals(before.version());
    }

    /** Whether it is known to be there. */
    boolean beats() {
        return beats && !gone;
    }
}
