package io.spillway.scaling.observe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What Flink's metrics say of a job at one moment: counters, as they are.
 *
 * @param jobId Flink's job id
 * @param at when it was read, on a clock that never jumps, from any origin
 * @param runningSince on the same clock, since when every task has been up; empty while the job
 *     starts or restarts
 * @param vertices in topological order; empty while the job isn't running
 */
public record JobReading(
        String jobId, Duration at, Optional<Duration> runningSince, List<VertexReading> vertices) {
    public JobReading {
        vertices = List.copyOf(vertices);
    }
}
