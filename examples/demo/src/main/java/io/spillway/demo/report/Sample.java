package io.spillway.demo.report;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured at one moment. A number that is not known is NaN (or negative for {@code
 * lagRecords}); it leaves a gap in the pictures and is {@code null} in report.json.
 *
 * @param second seconds since the recording began; finite, ≥ 0
 * @param offeredRate records per second that the generator wrote to the input topic, averaged since
 *     the sample before
 * @param throughput records per second that the job's sources took in, averaged since the sample
 *     before; 0 while the job restarts
 * @param lagRecords records in the input topic that the job has not taken in yet; negative when
 *     unknown
 * @param backlogSeconds the lag in seconds of traffic: {@code lagRecords / offeredRate}; 0 when
 *     there is no lag
 * @param taskManagers TaskManagers registered at the JobManager
 * @param desiredTaskManagers how many the scaling rule asks for
 * @param idealTaskManagers how many could just carry the offered rate: {@code offeredRate} divided
 *     by the rate that one TaskManager takes, not rounded, at least the fleet's minimum
 * @param parallelism the job's parallelism; 0 while it does not run
 * @param busyFraction the busiest vertex' mean busy time per time, 0 to 1; what the scaling rule
 *     sees
 * @param loadPerTaskManager busy time per time, 0 to 1, of each TaskManager by its resource id;
 *     holds those in service only
 */
public record Sample(
        double second,
        double offeredRate,
        double throughput,
        long lagRecords,
        double backlogSeconds,
        int taskManagers,
        int desiredTaskManagers,
        double idealTaskManagers,
        int parallelism,
        double busyFraction,
        Map<String, Double> loadPerTaskManager) {

    public Sample {
        if (!Double.isFinite(second) || second < 0) {
            throw new IllegalArgumentException(
                    "second: " + second + " is not a finite number ≥ 0 of seconds since the start");
        }
        loadPerTaskManager = Collections.unmodifiableMap(new TreeMap<>(loadPerTaskManager));
    }
}
