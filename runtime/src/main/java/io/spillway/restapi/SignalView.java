package io.spillway.restapi;

import java.util.List;

/**
 * The scaling signal in {@code GET /fleet}. A value that isn't known is null, never 0; {@code
 * reasons} says why.
 *
 * @param outcome {@code DECIDED}: from the last observation; {@code HELD}: that one couldn't be
 *     used, so the last value holds; {@code NOTHING}: there is no value
 * @param requiredTaskManagers TaskManagers to have, 1 or more
 * @param requiredSlots slots to have, 1 or more
 * @param requiredCapacityPercent 100 · required TaskManagers / TaskManagers that there are
 * @param backlogSeconds how many seconds of traffic wait at the sources
 * @param utilization share of the slots' time that the load takes, of the vertex for which it is
 *     highest; above 1 when they don't suffice
 * @param drivingVertex the name of the vertex that needs the most slots
 * @param ageMs milliseconds since the observation that the value rests on; when there is no value,
 *     since the job has been observed; null without a job
 * @param problem what keeps the JobManager from observing at all, or null
 * @param reasons why, the most important first
 */
public record SignalView(
        String outcome,
        Integer requiredTaskManagers,
        Integer requiredSlots,
        Double requiredCapacityPercent,
        Double backlogSeconds,
        Double utilization,
        String drivingVertex,
        Long ageMs,
        String problem,
        List<Reason> reasons) {
    public SignalView {
        reasons = List.copyOf(reasons);
    }

    /**
     * Why something is as it is.
     *
     * @param code a word that stays the same from version to version
     * @param sentence the same for people
     */
    public record Reason(String code, String sentence) {}
}
