package io.spillway.jobmanager.metrics;

/** Writes the metrics reference, a Markdown page, from {@link FleetMetric}. */
public final class MetricsReference {

    private MetricsReference() {}

    /** The whole page. */
    public static String markdown() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Metrics

                        <!-- Generated from FleetMetric: change that, then run
                             ./mvnw -pl runtime -am test -Dtest=MetricsReferenceTest -Dreference.update=true -Dsurefire.failIfNoSpecifiedTests=false -->

                        What Spillway adds to [Flink's metrics](https://nightlies.apache.org/flink/flink-docs-release-2.3/docs/ops/metrics/). All are gauges of
                        the JobManager, below the group `spillway`, so that every reporter of Flink's exports them. `RequiredCapacityPercent`
                        is `<host>.jobmanager.spillway.RequiredCapacityPercent` in most of them, and `flink_jobmanager_spillway_RequiredCapacityPercent`
                        in Prometheus.

                        **No value is `NaN`, never 0.** Without a job, before the first decision and after a JobManager's change of leader there is
                        nothing to say. [Our exporter](../guide/monitoring.md) leaves such a metric out. Values are as of the last observation, `spillway.scaling.publish-interval`
                        (5 s) ago at most; `SignalAgeSeconds` and the drains are as of now.

                        | metric | unit | what it says |
                        |---|---|---|
                        """);
        for (FleetMetric metric : FleetMetric.values()) {
            page.append(
                    "| `%s` | %s | %s |\n"
                            .formatted(metric.metricName(), metric.unit(), metric.description()));
        }
        return page.toString();
    }
}
