package io.spillway.scaling.publish;

import io.spillway.scaling.observe.JobReading;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Where the loop looks at the job and its fleet. No method blocks. */
public interface FleetProbe {

    /** Has the metrics fetched anew; they are there some moments later. */
    void refresh();

    /**
     * What is known now.
     *
     * @param now on the loop's clock
     * @return fails when the fleet can't be asked
     */
    CompletionStage<Look> look(Duration now);

    /**
     * What was seen.
     *
     * @param job the job's counters; empty when no job is there that could be sized
     * @param taskManagers TaskManagers that the job can use: registered and not draining
     * @param slots their slots
     * @param slotsPerTaskManager slots of one of them, 1 or more
     * @param rescaleDowntimeMs how long the last rescale kept the job from running; empty when
     *     there was none, or while it goes on
     * @param problem what keeps the job from being observed, in one line for people
     */
    record Look(
            Optional<JobReading> job,
            int taskManagers,
            int slots,
            int slotsPerTaskManager,
            OptionalLong rescaleDowntimeMs,
            Optional<String> problem) {}
}
