package io.spillway.bench.scenario;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one run has cost. Times are milliseconds.
 *
 * @param gapMs the longest time without any output, around the event
 * @param worstKeyGapMs the same for the key that had to wait longest
 * @param baselineGapMs the longest time without any output in the 3 s before the event
 * @param processedAgain records that passed the operator once more
 * @param restarts of the job
 * @param failures that Flink has put down
 * @param noticeToReleasedMs from SIGTERM to the end of the last process that got it
 * @param registeredToRunningMs from a TaskManager's registration to the first output at the
 *     parallelism that it makes possible
 * @param leaderMs from SIGKILL or SIGTERM to the JobManager until another one had the job
 * @param storeRequestsPerHour what JobManagers ask of the object store by which they agree, at the
 *     pace of the time in which nothing happened
 * @param move what the time of a planned move is made of; empty where there was none
 */
public record RunResult(
        double gapMs,
        OptionalDouble worstKeyGapMs,
        double baselineGapMs,
        long processedAgain,
        int restarts,
        int failures,
        OptionalDouble noticeToReleasedMs,
        OptionalDouble registeredToRunningMs,
        OptionalDouble leaderMs,
        OptionalDouble storeRequestsPerHour,
        Optional<MoveParts> move) {}
