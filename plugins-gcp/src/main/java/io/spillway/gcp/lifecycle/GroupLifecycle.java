package io.spillway.gcp.lifecycle;

import io.spillway.gcp.metadata.GroupName;
import io.spillway.spi.cloud.InstanceLifecycle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a managed instance group lets a VM say: that it is healthy, when the group's health check
 * asks. There is no hook to complete (<a
 * href="https://cloud.google.com/compute/docs/instance-groups/autohealing-instances-in-migs">Set up
 * autohealing</a>):
 *
 * <ul>
 *   <li>healthy once the TaskManager is registered with all its slots: the group's rolling updates
 *       wait for it, and its autohealing if the initial delay is longer than {@code
 *       spillway.join.timeout};
 *   <li>unhealthy when it didn't join, or can't host a TaskManager any more: the group makes the VM
 *       anew. So it does when nobody answers, since the agent has ended;
 *   <li>still healthy while it drains, so that the group doesn't end it before that is done;
 *   <li>nobody waits for a release: the cloud takes the VM at its time, or the JobManager has the
 *       group delete it.
 * </ul>
 *
 * <p>Thread-safe; nothing blocks.
 */
public final class GroupLifecycle implements InstanceLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLifecycle.class);

    private final Optional<GroupName> group;
    private final Optional<HealthEndpoint> health;

    /**
     * @param group the VM's, if it is in one
     * @param health empty where no health check is to be answered
     */
    public GroupLifecycle(Optional<GroupName> group, Optional<HealthEndpoint> health) {
        this.group = group;
        this.health = health;
    }

    @Override
    public void joined() {
        health.ifPresent(each -> each.healthy(true));
        LOG.info(
                "{}{}",
                group.map(each -> "Managed instance group " + each)
                        .orElse("The VM is in no managed instance group"),
                health.map(each -> ": healthy on port " + each.port()).orElse(""));
    }

    @Override
    public void abandon() {
        unhealthy("not joined in time");
    }

    @Override
    public void heartbeat() {
        // A group waits for nobody.
    }

    @Override
    public void release() {
        // Nor is there anybody to tell.
    }

    @Override
    public void unhealthy(String why) {
        health.ifPresent(each -> each.healthy(false));
        LOG.info(
                "{}: {}",
                group.map(
                                each ->
                                        health.map(
                                                        h ->
                                                                "Unhealthy to group %s, which makes the VM anew if it autoheals by port %d, path %s"
                                                                        .formatted(
                                                                                each,
                                                                                h.port(),
                                                                                HealthEndpoint
                                                                                        .PATH))
                                                .orElse(
                                                        "Group "
                                                                + each
                                                                + " isn't told (spillway.gcp.health-port is 0)"))
                        .orElse("The VM is in no managed instance group that would replace it"),
                why);
    }
}
