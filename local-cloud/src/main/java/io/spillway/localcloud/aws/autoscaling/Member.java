package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.group.GroupMember;
import java.time.Instant;

/** An instance of a group or of its warm pool, and what the group knows of it. */
final class Member {
    private final Ec2Instance ec2;
    private final long number;
    private final Instant launchedAt;

    LifecycleState state;
    boolean protectedFromScaleIn;
    boolean healthy = true;
    boolean atRisk;
    boolean frozen;
    Instant inServiceSince = Instant.MAX;
    Instant leavingSince;
    boolean hookTimedOut;
    boolean returning;

    Member(Ec2Instance ec2, long number, Instant launchedAt, LifecycleState state) {
        this.ec2 = ec2;
        this.number = number;
        this.launchedAt = launchedAt;
        this.state = state;
    }

    Ec2Instance ec2() {
        return ec2;
    }

    String id() {
        return ec2.id();
    }

    String zone() {
        return ec2.metadata().facts().zone();
    }

    int version() {
        return ec2.template().version();
    }

    /** Later ones have higher numbers. */
    long number() {
        return number;
    }

    Instant launchedAt() {
        return launchedAt;
    }

    GroupMember view() {
        GroupMember.State seen =
                switch (state) {
                    case IN_SERVICE, STANDBY -> GroupMember.State.IN_SERVICE;
                    case TERMINATING,
                            TERMINATING_WAIT,
                            TERMINATING_PROCEED,
                            TERMINATED,
                            WARMED_TERMINATING,
                            WARMED_TERMINATING_WAIT,
                            WARMED_TERMINATING_PROCEED,
                            WARMED_TERMINATED ->
                            GroupMember.State.STOPPING;
                    default -> GroupMember.State.BOOTING;
                };
        return new GroupMember(id(), seen, frozen, launchedAt);
    }
}
