package io.spillway.simulator.run;

/**
 * One second of a simulation.
 *
 * @param second since the beginning
 * @param ideal machines that carry the load at the target utilization, without rounding
 * @param machines that work
 * @param desired machines that are asked for
 * @param backlogSeconds how many seconds of the present load wait
 * @param rescaled whether the job restarted
 */
public record Sample(
        double second,
        double ideal,
        int machines,
        int desired,
        double backlogSeconds,
        boolean rescaled) {}
