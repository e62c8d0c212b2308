package io.spillway.scalein;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group, opened when it is needed, and what a person should see to about it: told once in the
 * log, and kept until it is mended. Not thread-safe.
 */
final class WatchedGroup {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedGroup.class);

    private final GroupAccess access;
    private final Duration timeout;
    private InstanceGroup group;
    private String problem;
    private boolean lackOfPolicyTold;

    /**
     * @param timeout of one call
     */
    WatchedGroup(GroupAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
    }

    InstanceGroup open() throws CloudException {
        if (group == null) {
            group = access.open();
        }
        return group;
    }

    /** What it has now; its policy may be a problem then. */
    InstanceGroupState describe() throws CloudException {
        InstanceGroupState state = open().describe(timeout);
        if (state.policy() == ScalingPolicy.SCALE_IN_TOO) {
            trouble(
                    "%s: its own policy may scale in, and would end machines with their work; to let the JobManager do it, %s"
                            .formatted(group.name(), group.scaleInRemedy()));
        } else {
            if (state.policy() == ScalingPolicy.NONE && !lackOfPolicyTold) {
                lackOfPolicyTold = true;
                LOG.warn(
                        "{} has no policy that adds machines: what is taken away comes back by hand only",
                        group.name());
            }
            problem = null;
        }
        return state;
    }

    /** What keeps machines from being taken away, in one line. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    void trouble(String what) {
        if (!what.equals(problem)) {
            problem = what;
            LOG.warn("No machine is taken away: {}", what);
        }
    }

    void close() {
        if (group != null) {
            group.close();
        }
    }
}
