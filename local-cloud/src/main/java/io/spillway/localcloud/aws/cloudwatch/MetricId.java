package io.spillway.localcloud.aws.cloudwatch;

import java.util.Map;

/** A metric: all of this is its identity (CloudWatch user guide, "Metrics concepts"). */
public record MetricId(String namespace, String name, Map<String, String> dimensions) {
    public MetricId {
        dimensions = Map.copyOf(dimensions);
    }
}
