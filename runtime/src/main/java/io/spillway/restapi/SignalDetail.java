package io.spillway.restapi;

import io.spillway.restapi.SignalView.Reason;
import java.util.List;

/**
 * The answer to {@code GET /fleet/signal}: the last decision with every value on the way to it. A
 * value that isn't known is null, never 0.
 *
 * @param signal what is published
 * @param jobId Flink's id of the job, or null
 * @param jobName its name, or null
 * @param observedMsAgo milliseconds since the observation; null before the first one
 * @param settings what it is decided by
 * @param taskManagers TaskManagers in service at the observation
 * @param slots their slots
 * @param slotsPerTaskManager slots of one of them
 * @param demandPerSecond records that come into being per second, for all sources together
 * @param backlogRecords records that wait, for all sources together
 * @param requiredSlotsRaw slots needed, by the last observation alone
 * @param requiredSlotsSmoothed slots needed, by the window's means
 * @param vertices sources first, inputs before what reads them; empty while nothing is observed
 */
public record SignalDetail(
        SignalView signal,
        String jobId,
        String jobName,
        Long observedMsAgo,
        Settings settings,
        int taskManagers,
        int slots,
        int slotsPerTaskManager,
        Double demandPerSecond,
        Double backlogRecords,
        Double requiredSlotsRaw,
        Double requiredSlotsSmoothed,
        List<Vertex> vertices) {
    public SignalDetail {
        vertices = List.copyOf(vertices);
    }

    /**
     * The settings {@code spillway.scaling.*}.
     *
     * @param targetUtilization share of its time that the busiest vertex should work
     * @param catchUpMs how long a backlog may take to be worked off
     * @param windowMs how long rates are averaged
     * @param minimumChange the change, as a share, that is not acted upon
     * @param publishIntervalMs from one observation to the next
     * @param settleMs how long after a restart rates aren't trusted
     */
    public record Settings(
            double targetUtilization,
            long catchUpMs,
            long windowMs,
            double minimumChange,
            long publishIntervalMs,
            long settleMs) {}

    /**
     * One vertex of the job graph.
     *
     * @param id Flink's id of the vertex
     * @param name its name
     * @param parallelism its subtasks
     * @param maxParallelism at most that many there can be
     * @param inputs ids of the vertices that send to it
     * @param source whether it reads from outside
     * @param finished whether all its subtasks have ended
     * @param measured what was measured since the observation before
     * @param processedPerSecond records that it took in per second, mean of the window
     * @param busy mean share of its subtasks' time that they worked, 0 to 1, of the window
     * @param outputRatio records sent on for each taken in
     * @param trueRatePerSlot records per second that one busy subtask takes in
     * @param demandPerSecond records per second that it has to take in to keep up
     * @param catchUpDemandPerSecond the same with the backlog worked off in time
     * @param requiredSlots slots that it needs
     * @param driving whether it is the one that sets the size
     * @param reasons what is special about it
     * @param notes what kept subtasks of it from being measured; whole sentences
     */
    public record Vertex(
            String id,
            String name,
            int parallelism,
            int maxParallelism,
            List<String> inputs,
            boolean source,
            boolean finished,
            Measured measured,
            Double processedPerSecond,
            Double busy,
            Double outputRatio,
            Double trueRatePerSlot,
            Double demandPerSecond,
            Double catchUpDemandPerSecond,
            Double requiredSlots,
            boolean driving,
            List<Reason> reasons,
            List<String> notes) {
        public Vertex {
            inputs = List.copyOf(inputs);
            reasons = List.copyOf(reasons);
            notes = List.copyOf(notes);
        }
    }

    /**
     * What was measured of a vertex since the observation before.
     *
     * @param recordsInPerSecond records that all its subtasks took in
     * @param recordsOutPerSecond records that they sent on
     * @param busy mean share of time that they worked, 0 to 1
     * @param backPressured mean share of time that they waited for a vertex behind them
     * @param idle mean share of time that they waited for input
     * @param maxBusy share of time that the busiest of them worked
     * @param backlogRecords of a source, records that wait outside
     */
    public record Measured(
            Double recordsInPerSecond,
            Double recordsOutPerSecond,
            Double busy,
            Double backPressured,
            Double idle,
            Double maxBusy,
            Double backlogRecords) {}
}
