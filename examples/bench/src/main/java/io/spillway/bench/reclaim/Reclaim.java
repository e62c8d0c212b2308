package io.spillway.bench.reclaim;

/**
 * One Spot instance that was reclaimed.
 *
 * @param instance its id
 * @param drained whether its agent completed the terminate hook; otherwise EC2 took it as it was
 * @param noticeToReleasedMs from the notice in the metadata to that, or to the instance's end
 * @param bootMs of the instance in its place: from its launch until its agent has completed the
 *     launch hook, since its slots are registered
 * @param gapMs the longest time without any output until another instance was at work in its place
 * @param processedAgain records
 * @param restarts of the job: one away from the instance, one onto the other
 * @param failures that the job has had
 */
public record Reclaim(
        String instance,
        boolean drained,
        double noticeToReleasedMs,
        double bootMs,
        double gapMs,
        long processedAgain,
        int restarts,
        int failures) {}
