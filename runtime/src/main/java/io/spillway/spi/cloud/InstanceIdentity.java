package io.spillway.spi.cloud;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who a machine is.
 *
 * @param id the instance's id in its cloud, unique and stable while it lives; becomes the
 *     TaskManager's resource id, so: 1 to 128 letters, digits, dots, dashes or underscores
 * @param host the address that other machines of the fleet reach it by, private where there is one;
 *     empty leaves the choice to Flink, which takes the interface that leads to the JobManager
 * @param zone the availability zone
 * @param type the machine's type
 * @param group the group (Auto Scaling group, Managed Instance Group) that it belongs to
 */
public record InstanceIdentity(
        String id,
        Optional<String> host,
        Optional<String> zone,
        Optional<String> type,
        Optional<String> group) {
    public InstanceIdentity {
        requireNonNull(id);
        requireNonNull(host);
        requireNonNull(zone);
        requireNonNull(type);
        requireNonNull(group);
    }
}
