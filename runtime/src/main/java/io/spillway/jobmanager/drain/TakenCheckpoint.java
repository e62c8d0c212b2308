package io.spillway.jobmanager.drain;

import java.time.Duration;

/**
 * A checkpoint that has completed.
 *
 * @param id Flink's
 * @param took from its trigger until its completion; what it had to wait for before isn't in it
 */
public record TakenCheckpoint(long id, Duration took) {}
