package io.spillway.localcloud.gcp.compute;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a managed instance group is made from.
 *
 * @param name of the group; its VMs' names begin with it
 * @param zone of a zonal group; empty for a regional one, which spreads its VMs over {@code zones}
 * @param zones that VMs can be in
 * @param targetSize at the beginning; 0 or more
 * @param autohealing empty where the group repairs those VMs alone that have ended
 * @param replacementDelay before a VM is made anew that has ended by itself: a second on this
 *     machine, longer on a cloud
 */
public record GroupSpec(
        String name,
        Optional<String> zone,
        List<String> zones,
        int targetSize,
        InstanceTemplate template,
        Optional<Autohealing> autohealing,
        Duration replacementDelay) {

    /**
     * An HTTP health check that VMs are made anew by.
     *
     * @param port that is asked on each VM's own address
     * @param initialDelay how long after its creation a VM's health doesn't count
     * @param interval from one question to the next
     * @param unhealthyThreshold how many failures in a row make a VM unhealthy
     */
    public record Autohealing(
            int port,
            String path,
            Duration initialDelay,
            Duration interval,
            int unhealthyThreshold) {}

    public GroupSpec {
        if (!name.matches("[a-z]([-a-z0-9]{0,53}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    "group '"
                            + name
                            + "': up to 55 lower-case letters, digits and dashes, the first a letter");
        }
        if (targetSize < 0) {
            throw new IllegalArgumentException("target size " + targetSize + ": must be 0 or more");
        }
        zones = List.copyOf(zones);
    }

    /** A zonal group without health check. */
    public static GroupSpec zonal(
            String name, String zone, int targetSize, InstanceTemplate template) {
        return new GroupSpec(
                name,
                Optional.of(zone),
                List.of(zone),
                targetSize,
                template,
                Optional.empty(),
                Duration.ofSeconds(1));
    }

    /** A regional group without health check. */
    public static GroupSpec regional(
            String name, List<String> zones, int targetSize, InstanceTemplate template) {
        return new GroupSpec(
                name,
                Optional.empty(),
                zones,
                targetSize,
                template,
                Optional.empty(),
                Duration.ofSeconds(1));
    }

    /** The same with a health check. */
    public GroupSpec with(Autohealing check) {
        return new GroupSpec(
                name, zone, zones, targetSize, template, Optional.of(check), replacementDelay);
    }
}
