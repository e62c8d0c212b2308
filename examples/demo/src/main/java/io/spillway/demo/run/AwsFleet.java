package io.spillway.demo.run;

import io.spillway.localcloud.autoscaling.policy.TargetTracking;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.api.ApiError;
import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.TargetTrackingPolicy;
import io.spillway.localcloud.aws.cloudwatch.MetricId;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.restapi.FleetView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An Auto Scaling group whose size a target-tracking policy decides, by what the JobManager tells
 * CloudWatch. Machines say themselves when they work: by the group's hooks.
 */
final class AwsFleet implements Fleet {
    /** Required capacity as a share of what is there, in percent: 100 is as much as is needed. */
    private static final double TARGET = 100;

    /** As long as EC2 gives before it takes a Spot instance away. */
    private static final Duration SPOT_NOTICE = Duration.ofMinutes(2);

    private final LocalAws aws;
    private final GroupSpec spec;
    private final MetricId metric;
    private final List<Consumer<GroupEvent>> listeners = new ArrayList<>();
    private AutoScalingGroup group;
    private TargetTrackingPolicy policy;

    /** No machine is there until {@link #start()}. */
    AwsFleet(LocalAws aws, GroupSpec spec, MetricId metric) {
        this.aws = aws;
        this.spec = spec;
        this.metric = metric;
    }

    @Override
    public void addListener(Consumer<GroupEvent> listener) {
        listeners.add(listener);
    }

    @Override
    public void start() {
        group = aws.createGroup(spec, listeners);
    }

    @Override
    public void follow() {
        policy = aws.track(group, metric, TargetTracking.Settings.defaults(TARGET), true);
    }

    @Override
    public void hold() {
        policy.close();
    }

    /** The launch hook has told the group. */
    @Override
    public void noteJoined(FleetView fleet) {}

    @Override
    public List<GroupMember> members() {
        return group.instances();
    }

    @Override
    public int desired() {
        return group.desired();
    }

    @Override
    public int maximum() {
        return spec.maximum();
    }

    @Override
    public void add() {
        try {
            group.setDesiredCapacity(Math.min(group.desired() + 1, maximum()));
        } catch (ApiError e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void notice(String id) {
        aws.reclaim(id, SPOT_NOTICE);
    }

    @Override
    public void freeze(String id) {
        group.freeze(id, true);
    }

    @Override
    public void thaw(String id) {
        group.freeze(id, false);
    }

    @Override
    public void kill(String id) {
        aws.fail(id);
    }

    /** How its machines' launches and terminations went. */
    HookSummary hooks() {
        return HookSummary.of(group.hookOutcomes());
    }

    /** The cloud takes them away when it ends. */
    @Override
    public void close() {
        if (policy != null) {
            policy.close();
        }
        if (group != null) {
            group.suspend();
        }
    }
}
