package io.spillway.bench.scenario;

/**
 * What the time of a planned move is made of, by the JobManager, in milliseconds.
 *
 * @param checkpointMs from the checkpoint's trigger until it was complete
 * @param cancelMs from there until all tasks had ended
 * @param restoreMs from there until the checkpoint was read and all tasks had slots
 * @param deployMs from there until all tasks ran
 */
public record MoveParts(double checkpointMs, double cancelMs, double restoreMs, double deployMs) {}
