package io.spillway.localcloud.autoscaling;

import java.util.Optional;

/** Where busy time is read. */
public interface BusyTimeSource {
    /**
     * What the job does now; empty when it isn't running, its metrics haven't arrived, or the
     * JobManager can't be asked. May block for as long as a few HTTP requests take.
     */
    Optional<BusyTime> read();

    /**
     * A measurement.
     *
     * @param busyFraction of the busiest vertex: the mean over its subtasks, from 0 to 1
     * @param parallelism the highest parallelism among the job's vertices; positive
     * @param attempt changes when the job restarts, at another parallelism or not
     */
    record BusyTime(double busyFraction, int parallelism, String attempt) {}
}
