package io.spillway.spi.cloud;

import static java.util.Objects.requireNonNull;

/**
 * What metrics are about. A scaling policy finds them by it.
 *
 * @param group the group that the TaskManagers' machines belong to
 * @param job the job's name, as the user chose it: any characters
 */
public record MetricTarget(String group, String job) {
    public MetricTarget {
        requireNonNull(group);
        requireNonNull(job);
    }
}
