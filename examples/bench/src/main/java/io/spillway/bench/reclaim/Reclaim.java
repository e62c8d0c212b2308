package io.spillway.bench.reclaim;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * One Spot instance that was reclaimed.
 *
 * @param instance its id
 * @param drained whether the job had left it, and its agent had let go, before its power was cut
 * @param noticeToReleasedMs from the notice in the metadata until its agent completed the terminate
 *     hook or, where nobody waits for that, until it said that the machine may go
 * @param bootMs of the instance in its place: from its launch until its agent has completed the
 *     launch hook, since its slots are registered; empty where there is no such hook
 * @param bootPhases what that is made of, in milliseconds; empty where it isn't known
 * @param gapMs the longest time without any output until another instance was at work in its place
 * @param processedAgain records
 * @param restarts of the job: one away from the instance, one onto the other
 * @param failures that the job has had
 */
public record Reclaim(
        String instance,
        boolean drained,
        double noticeToReleasedMs,
        OptionalDouble bootMs,
        Map<BootPhase, Double> bootPhases,
        double gapMs,
        long processedAgain,
        int restarts,
        int failures) {

    public Reclaim {
        bootPhases = Map.copyOf(bootPhases);
    }
}
