package io.spillway.scaling.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What the model made of an observation, with every value on the way. An empty value is not known;
 * none is ever NaN.
 *
 * @param jobId the job; empty text when there is none
 * @param at the time of the observation
 * @param outcome whether there is a value, and whether it is new
 * @param reasons why, the most important first
 * @param slots slots that there were
 * @param slotsPerTaskManager slots of one TaskManager
 * @param demandPerSecond records that came into being per second for all sources together
 * @param backlogRecords records that waited for all sources together
 * @param backlogSeconds how many seconds of traffic the backlog is: records by demand
 * @param utilization the share of the present slots' time that the demand takes, of the vertex for
 *     which it is highest; above 1 when the slots don't suffice
 * @param requiredSlotsRaw slots needed, by the last observation alone; 0 or more
 * @param requiredSlotsSmoothed slots needed, by the window's means; 0 or more
 * @param requiredSlots slots to have: {@code requiredTaskManagers} of them full, but not more than
 *     the job's maximum parallelism. Empty when {@code outcome} is {@link Outcome#NOTHING}
 * @param requiredTaskManagers TaskManagers to have, 1 or more; likewise
 * @param requiredCapacityPercent 100 · required TaskManagers / TaskManagers that there were; empty
 *     also when there were none
 * @param drivingVertex id of the vertex that needs the most
 * @param vertices each vertex's part in it, sources first and inputs before what reads them
 */
public record Decision(
        String jobId,
        Duration at,
        Outcome outcome,
        List<DecisionReason> reasons,
        int slots,
        int slotsPerTaskManager,
        OptionalDouble demandPerSecond,
        OptionalDouble backlogRecords,
        OptionalDouble backlogSeconds,
        OptionalDouble utilization,
        OptionalDouble requiredSlotsRaw,
        OptionalDouble requiredSlotsSmoothed,
        OptionalInt requiredSlots,
        OptionalInt requiredTaskManagers,
        OptionalDouble requiredCapacityPercent,
        Optional<String> drivingVertex,
        List<VertexDecision> vertices) {

    public Decision {
        reasons = List.copyOf(reasons);
        vertices = List.copyOf(vertices);
    }

    /** What to do with a decision. */
    public enum Outcome {
        /** It rests on the observation: publish. */
        DECIDED,
        /** The observation can't be used: publish the value that was decided last. */
        HELD,
        /** There is no value: publish nothing of what is required. */
        NOTHING
    }

    /** Whether there is a size to publish. */
    public boolean hasValue() {
        return outcome != Outcome.NOTHING;
    }
}
