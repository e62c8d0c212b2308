package io.spillway.aws;

import io.spillway.aws.lifecycle.AutoScalingCalls;
import io.spillway.aws.lifecycle.GroupLifecycle;
import io.spillway.aws.lifecycle.Hooks;
import io.spillway.aws.metadata.IdentityDocument;
import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.aws.notices.RebalanceRecommendation;
import io.spillway.aws.notices.ScheduledMaintenance;
import io.spillway.aws.notices.SpotInterruption;
import io.spillway.aws.notices.TargetLifecycleState;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.InstanceIdentity;
import io.spillway.spi.cloud.InstanceLifecycle;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An EC2 instance: its parts, put together. */
final class AwsInstance implements CloudInstance {
    private final InstanceIdentity identity;
    private final IdentityDocument document;
    private final GroupLifecycle lifecycle;
    private final List<TerminationNotices> notices = new ArrayList<>();
    private AutoScalingCalls calls;

    /**
     * @param spot whether it is a Spot instance
     * @param group its Auto Scaling group, where the metadata say it
     * @param clock to be right, as the deadlines of notices are in absolute time
     */
    AwsInstance(
            InstanceMetadata metadata,
            IdentityDocument document,
            boolean spot,
            Optional<String> group,
            AwsSettings settings,
            Clock clock) {
        this.document = document;
        this.identity =
                new InstanceIdentity(
                        document.instanceId(),
                        document.privateIp(),
                        document.zone(),
                        document.type(),
                        group);
        this.lifecycle =
                new GroupLifecycle(
                        metadata,
                        group,
                        new Hooks(settings.launchHook(), settings.terminateHook()),
                        this::calls);
        if (spot) {
            notices.add(new SpotInterruption(metadata, clock));
        }
        notices.add(new TargetLifecycleState(metadata, clock, lifecycle::terminateHookIsMissing));
        notices.add(new ScheduledMaintenance(metadata, clock));
        if (spot) {
            notices.add(new RebalanceRecommendation(metadata, settings.onRebalance()));
        }
    }

    @Override
    public InstanceIdentity identity() {
        return identity;
    }

    @Override
    public List<TerminationNotices> notices() {
        return List.copyOf(notices);
    }

    @Override
    public InstanceLifecycle lifecycle() {
        return lifecycle;
    }

    /** The SDK's client costs time and memory: only when there is something to say. */
    private synchronized AutoScalingCalls calls() {
        if (calls == null) {
            calls = new AutoScalingCalls(document);
        }
        return calls;
    }

    @Override
    public synchronized void close() {
        if (calls != null) {
            calls.close();
        }
    }
}
