package io.spillway.scaling.model;

import java.time.Duration;
import java.util.Map;

/**
 * What was measured between two observations.
 *
 * @param to the time of the later one
 * @param vertices by their ids
 * @param production records per second that came into being for all sources together
 */
record Interval(Duration to, Map<String, Measured> vertices, double production) {}
