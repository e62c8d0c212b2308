package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.control.ControlThread;
import java.util.Collection;
import java.util.Optional;

/**
 * Replaces instances of older template versions, terminating first (Auto Scaling user guide, "How
 * an instance refresh works"). As many may be missing as the minimum healthy percentage leaves, and
 * one in any case. An instance is healthy when its warm-up is over. Belongs to the control thread.
 */
final class InstanceRefresh {
    private final GroupSpec spec;
    private final ControlThread control;
    private int version;
    private int minHealthyPercentage = 100;

    InstanceRefresh(GroupSpec spec, ControlThread control) {
        this.spec = spec;
        this.control = control;
    }

    void start(int newVersion, int minHealthy) {
        version = newVersion;
        minHealthyPercentage = minHealthy;
    }

    boolean underWay(Collection<Member> members) {
        return members.stream().anyMatch(this::outdated);
    }

    private boolean outdated(Member member) {
        return member.version() < version && !member.state.isLeaving();
    }

    /** The next one to go, if one may go now. */
    Optional<Member> next(Collection<Member> members, int desired) {
        if (members.stream().noneMatch(this::outdated)) {
            return Optional.empty();
        }
        long healthy = members.stream().filter(this::healthy).count();
        long must = (long) Math.ceil(desired * minHealthyPercentage / 100.0);
        if (healthy - 1 < Math.min(must, desired - 1)) {
            return Optional.empty();
        }
        return members.stream()
                .filter(each -> each.state == LifecycleState.IN_SERVICE && outdated(each))
                .findFirst();
    }

    private boolean healthy(Member member) {
        return member.state == LifecycleState.IN_SERVICE
                && (outdated(member)
                        || !control.now()
                                .isBefore(member.inServiceSince.plus(spec.instanceWarmup())));
    }
}
