package io.spillway.agent.drain;

/**
 * How a drain ended; the TaskManager may (or must) be stopped now.
 *
 * @param planned whether the job was moved off before; otherwise the stop will look like a failure
 *     to it
 * @param words what happened, for the log
 */
public record DrainOutcome(boolean planned, String words) {}
