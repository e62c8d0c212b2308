/**
 * From counters to rates: what Flink's tasks have counted, read once an interval, becomes what the
 * {@linkplain io.spillway.scaling.model model} decides by. JDK types only; whoever reads Flink
 * translates into {@link io.spillway.scaling.observe.JobReading}.
 */
package io.spillway.scaling.observe;
