package io.spillway.bench.reclaim;

import io.spillway.bench.cluster.AwsFleet;
import io.spillway.bench.cluster.CloudFleet;
import io.spillway.bench.cluster.GcpFleet;
import java.time.Duration;

/** Whose instances are reclaimed. */
public enum ReclaimedCloud {
    /** A group with capacity rebalancing acts on the notice, too, and its hook waits. */
    AWS("aws", "Auto Scaling", AwsFleet.NOTICE),
    /** The agent has the notice alone to go by. */
    AWS_WITHOUT_REBALANCING("aws", "Auto Scaling", AwsFleet.NOTICE),
    /** The power button is pressed together with the notice. */
    GCP("gcp", "Compute Engine", GcpFleet.NOTICE);

    private static final Duration TERMINATE_TIMEOUT = Duration.ofMinutes(5);

    /** An autoscaler's minute takes 3 s, so that the group grows soon. */
    private static final double AUTOSCALER_SPEED = 20;

    private final String text;
    private final String groupApi;
    private final Duration notice;

    ReclaimedCloud(String text, String groupApi, Duration notice) {
        this.text = text;
        this.groupApi = groupApi;
        this.notice = notice;
    }

    /** As it is asked for on the command line. */
    public String text() {
        return text;
    }

    /** Whose API groups are asked by. */
    public String groupApi() {
        return groupApi;
    }

    /** How long an instance has. */
    public Duration notice() {
        return notice;
    }

    CloudFleet.Cloud<?> start() {
        return switch (this) {
            case AWS -> AwsFleet.of(TERMINATE_TIMEOUT, true);
            case AWS_WITHOUT_REBALANCING -> AwsFleet.of(TERMINATE_TIMEOUT, false);
            case GCP -> GcpFleet.of(AUTOSCALER_SPEED);
        };
    }
}
