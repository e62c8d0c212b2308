/** What Flink measures, in the words of {@code io.spillway.scaling}; and back into its metrics. */
package io.spillway.jobmanager.metrics;
