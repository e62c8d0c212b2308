package io.spillway.demo.run;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How the run stands, once a second.
 *
 * @param elapsed of the load
 * @param remaining of the load
 * @param offeredRate records per second written to the input topic
 * @param throughput records per second that the job takes
 * @param lagRecords records of the input that the job isn't done with
 * @param taskManagers registered now
 * @param desiredTaskManagers what the scaling rule asks for
 * @param idealTaskManagers what could just carry the offered rate
 * @param busyFraction how busy the busiest vertex is, 0 to 1; NaN while it isn't known
 * @param rescales moves of the job so far
 * @param failures failures of the job so far
 * @param lastDrainMs how long the last drain took; empty before the first
 */
public record Progress(
        Duration elapsed,
        Duration remaining,
        double offeredRate,
        double throughput,
        long lagRecords,
        int taskManagers,
        int desiredTaskManagers,
        double idealTaskManagers,
        double busyFraction,
        int rescales,
        int failures,
        OptionalDouble lastDrainMs) {}
