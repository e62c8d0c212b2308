package io.spillway.localcloud.aws.cloudwatch;

import java.time.Instant;

/**
 * One value, or several, of one metric at one time.
 *
 * @param resolution 60 or 1, in seconds
 */
record Datum(MetricId id, Instant at, StatisticSet values, int resolution) {}
