package io.spillway.scaling.model;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What was seen of one vertex (a chain of operators that run as one task). Whatever wasn't measured
 * is empty; a value that makes no sense (NaN, infinite, below 0: a counter that began anew) counts
 * as not measured.
 *
 * @param id the vertex's id, the same over restarts of the job
 * @param name for people
 * @param parallelism its subtasks now, 1 or more
 * @param maxParallelism the most subtasks that it can have, not below {@code parallelism}
 * @param inputs ids of the vertices that send to it; none for a source
 * @param source whether it reads from outside
 * @param finished whether all its subtasks have ended
 * @param recordsInPerSecond records that all its subtasks together took in; of a source, records
 *     that it read
 * @param recordsOutPerSecond records that all its subtasks together sent on. A record that goes to
 *     two vertices counts once, as Flink counts it
 * @param busyFraction mean share of time, 0 to 1, that its subtasks worked
 * @param backPressuredFraction mean share of time, 0 to 1, that they waited for a vertex behind
 *     them
 * @param idleFraction mean share of time, 0 to 1, that they waited for input
 * @param maxBusyFraction share of time, 0 to 1, that the busiest of its subtasks worked
 * @param backlogRecords records that wait outside for a source, all its subtasks together; empty
 *     where a source has no such metric
 */
public record VertexObservation(
        String id,
        String name,
        int parallelism,
        int maxParallelism,
        List<String> inputs,
        boolean source,
        boolean finished,
        OptionalDouble recordsInPerSecond,
        OptionalDouble recordsOutPerSecond,
        OptionalDouble busyFraction,
        OptionalDouble backPressuredFraction,
        OptionalDouble idleFraction,
        OptionalDouble maxBusyFraction,
        OptionalDouble backlogRecords) {

    public VertexObservation {
        if (parallelism < 1) {
            throw new IllegalArgumentException(
                    "parallelism " + parallelism + " of " + name + ": must be 1 or more");
        }
        if (maxParallelism < parallelism) {
            throw new IllegalArgumentException(
                    "maximum parallelism "
                            + maxParallelism
                            + " of "
                            + name
                            + ": must not be below its parallelism "
                            + parallelism);
        }
        inputs = List.copyOf(inputs);
    }
}
