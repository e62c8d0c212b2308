package io.spillway.scaling.model;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One vertex in a {@link Decision}: means of the window. An empty value is not known; none is ever
 * NaN.
 *
 * @param observed what was observed last
 * @param processedPerSecond records that it took in per second
 * @param busyFraction mean share of its subtasks' time that they worked, 0 to 1
 * @param outputRatio records sent on for each taken in
 * @param trueRatePerSlot records per second that one busy subtask takes in
 * @param demandPerSecond records per second that it has to take in to keep up
 * @param catchUpDemandPerSecond the same with the backlog worked off within the catch-up time
 * @param requiredSlots slots that it needs, at most its maximum parallelism; empty when it doesn't
 *     count for the size
 * @param driving whether it is the one that sets the size
 * @param reasons what is special about it
 */
public record VertexDecision(
        VertexObservation observed,
        OptionalDouble processedPerSecond,
        OptionalDouble busyFraction,
        OptionalDouble outputRatio,
        OptionalDouble trueRatePerSlot,
        OptionalDouble demandPerSecond,
        OptionalDouble catchUpDemandPerSecond,
        OptionalDouble requiredSlots,
        boolean driving,
        List<VertexReason> reasons) {

    public VertexDecision {
        reasons = List.copyOf(reasons);
    }
}
