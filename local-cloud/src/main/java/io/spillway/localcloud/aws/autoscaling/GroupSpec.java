package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An Auto Scaling group (API reference, "CreateAutoScalingGroup").
 *
 * @param zones with instances spread evenly over them
 * @param hooks names are unique
 * @param capacityRebalance whether Spot instances at risk are replaced before they go
 * @param newInstancesProtected from scale-in
 * @param instanceWarmup the default instance warm-up
 * @param healthCheckGracePeriod how long after an instance came into service its health doesn't
 *     matter
 * @param replacementDelay until an instance that failed is replaced, doubled with each one in a row
 *     that didn't live for a minute, up to 30 s. AWS does as much without saying how
 */
public record GroupSpec(
        String name,
        int minimum,
        int maximum,
        int desired,
        InstanceTemplate template,
        List<String> zones,
        List<HookSpec> hooks,
        Optional<WarmPoolSpec> warmPool,
        boolean capacityRebalance,
        boolean newInstancesProtected,
        Duration instanceWarmup,
        Duration healthCheckGracePeriod,
        TerminationPolicy terminationPolicy,
        Duration replacementDelay) {

    public GroupSpec {
        zones = List.copyOf(zones);
        hooks = List.copyOf(hooks);
        if (minimum < 0 || maximum < minimum || desired < minimum || desired > maximum) {
            throw new IllegalArgumentException(
                    "group %s: minimum %d, desired %d, maximum %d must be 0 or more, and rise"
                            .formatted(name, minimum, desired, maximum));
        }
        if (zones.isEmpty()) {
            throw new IllegalArgumentException("group " + name + " has no zone");
        }
        Set<String> names = new HashSet<>();
        for (HookSpec hook : hooks) {
            if (!names.add(hook.name())) {
                throw new IllegalArgumentException(
                        "group %s has two hooks named %s".formatted(name, hook.name()));
            }
        }
    }

    /** A group without hooks in two zones, with what AWS does by default. */
    public static GroupSpec of(
            String name, int minimum, int maximum, int desired, InstanceTemplate template) {
        return new GroupSpec(
                name,
                minimum,
                maximum,
                desired,
                template,
                List.of("eu-central-1a", "eu-central-1b"),
                List.of(),
                Optional.empty(),
                false,
                false,
                Duration.ZERO,
                Duration.ZERO,
                TerminationPolicy.DEFAULT,
                Duration.ofSeconds(1));
    }

    /** The same with hooks. */
    public GroupSpec withHooks(HookSpec... others) {
        return copy(
                List.of(others),
                warmPool,
                capacityRebalance,
                instanceWarmup,
                newInstancesProtected,
                healthCheckGracePeriod,
                terminationPolicy);
    }

    /** The same with a warm pool. */
    public GroupSpec withWarmPool(WarmPoolSpec other) {
        return copy(
                hooks,
                Optional.of(other),
                capacityRebalance,
                instanceWarmup,
                newInstancesProtected,
                healthCheckGracePeriod,
                terminationPolicy);
    }

    /** The same with capacity rebalancing. */
    public GroupSpec withCapacityRebalance() {
        return copy(
                hooks,
                warmPool,
                true,
                instanceWarmup,
                newInstancesProtected,
                healthCheckGracePeriod,
                terminationPolicy);
    }

    /** The same with that warm-up. */
    public GroupSpec withInstanceWarmup(Duration other) {
        return copy(
                hooks,
                warmPool,
                capacityRebalance,
                other,
                newInstancesProtected,
                healthCheckGracePeriod,
                terminationPolicy);
    }

    /** The same with new instances protected from scale-in. */
    public GroupSpec withProtectedInstances() {
        return copy(
                hooks,
                warmPool,
                capacityRebalance,
                instanceWarmup,
                true,
                healthCheckGracePeriod,
                terminationPolicy);
    }

    /** The same with that grace period. */
    public GroupSpec withHealthCheckGracePeriod(Duration other) {
        return copy(
                hooks,
                warmPool,
                capacityRebalance,
                instanceWarmup,
                newInstancesProtected,
                other,
                terminationPolicy);
    }

    /** The same with that termination policy. */
    public GroupSpec withTerminationPolicy(TerminationPolicy other) {
        return copy(
                hooks,
                warmPool,
                capacityRebalance,
                instanceWarmup,
                newInstancesProtected,
                healthCheckGracePeriod,
                other);
    }

    private GroupSpec copy(
            List<HookSpec> newHooks,
            Optional<WarmPoolSpec> newWarmPool,
            boolean newCapacityRebalance,
            Duration newWarmup,
            boolean newProtected,
            Duration newGracePeriod,
            TerminationPolicy newPolicy) {
        return new GroupSpec(
                name,
                minimum,
                maximum,
                desired,
                template,
                zones,
                newHooks,
                newWarmPool,
                newCapacityRebalance,
                newProtected,
                newWarmup,
                newGracePeriod,
                newPolicy,
                replacementDelay);
    }

    /** What Auto Scaling tags its instances with (user guide, "Tag Auto Scaling groups"). */
    Map<String, String> tags() {
        return Map.of("aws:autoscaling:groupName", name);
    }
}
