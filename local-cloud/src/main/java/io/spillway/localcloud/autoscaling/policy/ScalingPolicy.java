package io.spillway.localcloud.autoscaling.policy;

import java.time.Duration;

/** A rule that sizes a group by one metric. Stateful over time and deterministic. */
public interface ScalingPolicy {

    /** From one question to the next; positive. */
    Duration period();

    /**
     * Decides. To be asked once each {@link #period}.
     *
     * @return the new desired capacity, which may be the old one
     */
    int desired(Reading reading);
}
