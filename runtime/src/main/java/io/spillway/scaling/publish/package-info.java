/**
 * The loop of the scaling signal: looks at the job once an interval, has the {@linkplain
 * io.spillway.scaling.model model} decide, and tells the result to a cloud's metric sink and to
 * whoever reads the board: the REST API, Flink's metrics.
 */
package io.spillway.scaling.publish;
