package io.spillway.restapi;

import java.time.Duration;

/**
 * How long a job's checkpoints took, from the trigger to the last acknowledgement.
 *
 * @param last the last one that was completed
 * @param longest of those that the JobManager remembers
 */
public record CheckpointTimes(Duration last, Duration longest) {}
