package io.spillway.ha.lease;

import java.time.Duration;

/**
 * The times that a lease goes by, each measured by a process's own clock, none compared between
 * processes.
 *
 * @param lease how long a leader leads after the last renewal that it knows of
 * @param renewEvery how long after a renewal the next one begins; a third of the lease at most, so
 *     that one may fail
 * @param pollEvery how often a candidate that doesn't lead looks
 * @param retryAfter how long after a failure the request is made again
 * @param drift by how much of itself a clock may run faster or slower than another, 0 to 0.5:
 *     candidates wait longer than the lease by that
 */
public record LeaseTerms(
        Duration lease,
        Duration renewEvery,
        Duration pollEvery,
        Duration retryAfter,
        double drift) {

    /**
     * A new leader after 15 s at the most, and after 1.5 s when the last one has gone willingly,
     * for 900 writes and 2,400 reads an hour.
     */
    public static final LeaseTerms DEFAULT =
            new LeaseTerms(
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(4),
                    Duration.ofMillis(1500),
                    Duration.ofMillis(500),
                    0.05);

    public LeaseTerms {
        for (Duration each : new Duration[] {lease, renewEvery, pollEvery, retryAfter}) {
            if (each.isZero() || each.isNegative()) {
                throw new IllegalArgumentException(each + ": each time must be positive");
            }
        }
        if (renewEvery.multipliedBy(3).compareTo(lease) > 0) {
            throw new IllegalArgumentException(
                    "a lease of %s can't be renewed every %s: a third of it at most"
                            .formatted(lease, renewEvery));
        }
        if (!(drift >= 0 && drift <= 0.5)) {
            throw new IllegalArgumentException("drift " + drift + ": 0 to 0.5 is allowed");
        }
    }

    /** The same proportions for another lease. */
    public static LeaseTerms ofLease(Duration lease) {
        return new LeaseTerms(
                lease,
                lease.dividedBy(3),
                lease.dividedBy(8),
                lease.dividedBy(24),
                DEFAULT.drift());
    }

    /** How long another's lease must have stood still before it may be taken. */
    long standstillNanos(long theirLeaseMs) {
        return (long) Math.ceil(theirLeaseMs * 1e6 * (1 + drift));
    }
}
