package io.spillway.localcloud.gcp.monitoring;

import java.util.Map;

/**
 * Which time series.
 *
 * @param metric its type
 * @param resourceType such as {@code generic_task}
 */
public record SeriesId(
        String metric,
        Map<String, String> metricLabels,
        String resourceType,
        Map<String, String> resourceLabels) {

    public SeriesId {
        metricLabels = Map.copyOf(metricLabels);
        resourceLabels = Map.copyOf(resourceLabels);
    }
}
