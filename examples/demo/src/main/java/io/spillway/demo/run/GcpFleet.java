package io.spillway.demo.run;

import io.spillway.localcloud.gcp.LocalGcp;
import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy.Mode;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.restapi.FleetView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A managed instance group that its autoscaler makes larger by what the JobManager tells Cloud
 * Monitoring, and smaller as well, unless the JobManager does that.
 */
final class GcpFleet implements Fleet {
    private final LocalGcp gcp;
    private final GroupSpec spec;
    private final AutoscalingPolicy policy;
    private final List<Consumer<GroupEvent>> listeners = new ArrayList<>();
    private ManagedInstanceGroup group;
    private Autoscaler autoscaler;

    /** No machine is there until {@link #start()}. */
    GcpFleet(LocalGcp gcp, GroupSpec spec, AutoscalingPolicy policy) {
        this.gcp = gcp;
        this.spec = spec;
        this.policy = policy;
    }

    @Override
    public void addListener(Consumer<GroupEvent> listener) {
        listeners.add(listener);
    }

    @Override
    public void start() {
        group = gcp.createGroup(spec, listeners);
        autoscaler = gcp.autoscale(group, policy.with(Mode.OFF));
    }

    @Override
    public void follow() {
        autoscaler.setMode(policy.mode());
    }

    /** Neither the autoscaler nor the JobManager changes anything from now on. */
    @Override
    public void hold() {
        autoscaler.setMode(Mode.OFF);
        autoscaler.setLimits(group.targetSize(), maximum());
    }

    /** A group counts VMs that run. */
    @Override
    public void noteJoined(FleetView fleet) {}

    @Override
    public List<GroupMember> members() {
        return group.instances();
    }

    @Override
    public int desired() {
        return group.targetSize();
    }

    @Override
    public int maximum() {
        return policy.maximum();
    }

    @Override
    public void add() {
        group.resize(Math.min(group.targetSize() + 1, maximum()));
    }

    @Override
    public void notice(String id) {
        gcp.preempt(id);
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
        gcp.fail(id);
    }

    /** The cloud takes them away when it ends. */
    @Override
    public void close() {
        if (autoscaler != null) {
            autoscaler.setMode(Mode.OFF);
        }
        if (group != null) {
            group.suspend();
        }
    }
}
