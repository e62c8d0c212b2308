package io.spillway.spi.cloud;

import java.time.Duration;
import java.util.Map;

/**
 * The way to one cloud's groups of machines, for the JobManager. Found by {@link
 * java.util.ServiceLoader} in a folder of {@code plugins/}; needs a public constructor without
 * parameters that does no work. A cloud whose groups wait for drains needs none.
 */
public interface InstanceGroupProvider {

    /**
     * The name that {@code spillway.cloud} chooses this provider by, the same as the {@link
     * CloudProvider}'s of that cloud. Always the same.
     */
    String name();

    /**
     * Whether a group of this cloud that scales in by its own policy lets a machine finish its
     * drain first, as a lifecycle hook does. Where it doesn't, the JobManager scales in by default.
     * Always the same.
     */
    boolean waitsForDrains();

    /**
     * Whether this process runs on a machine of this cloud. As {@link MetricSinkProvider#isHere}.
     */
    boolean isHere(Duration timeout) throws CloudException;

    /**
     * Makes a way to one group. Asks the cloud for no more than where it is; called again later
     * when it throws.
     *
     * @param group the group's name, as the user has set it: 1 to 255 printable characters
     * @param settings as for {@link CloudProvider#detect}
     * @throws CloudException when something that it needs isn't known, such as a region, or the
     *     name can't be one of a group
     */
    InstanceGroup open(String group, Map<String, String> settings) throws CloudException;
}
