/**
 * Flink's adaptive scheduler, told by {@link io.spillway.jobmanager.drain.MovePlanner} when to
 * move.
 */
package io.spillway.jobmanager.scheduling;
