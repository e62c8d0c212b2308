package io.spillway.ha.lease;

import java.time.Duration;

/** Terms of leases for tests in real time. */
public final class TestTerms {
    /** Nobody loses it because the machine is busy. */
    public static final LeaseTerms LASTING =
            new LeaseTerms(
                    Duration.ofMinutes(10),
                    Duration.ofMillis(200),
                    Duration.ofMillis(75),
                    Duration.ofMillis(25),
                    LeaseTerms.DEFAULT.drift());

    /** It is over soon. */
    public static final LeaseTerms SHORT = LeaseTerms.ofLease(Duration.ofMillis(1500));

    private TestTerms() {}
}
