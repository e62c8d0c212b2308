package io.spillway.restapi;

import io.spillway.spi.cloud.NoticeKind;
import java.util.List;

/**
 * The answer to {@code GET /fleet}.
 *
 * @param job the job, or null while there is none
 * @param taskManagers every TaskManager that is registered, or whose drain is remembered
 * @param signal the scaling signal; null before the first one, and from a JobManager without it
 * @param scaleIn what the JobManager does to make the group of machines smaller; null where the
 *     group's own policy does it
 */
public record FleetView(
        Job job, List<TaskManager> taskManagers, SignalView signal, ScaleInView scaleIn) {
    public FleetView {
        taskManagers = List.copyOf(taskManagers);
    }

    /** Without a signal. */
    public FleetView(Job job, List<TaskManager> taskManagers) {
        this(job, taskManagers, null, null);
    }

    /** The same fleet with a signal. */
    public FleetView with(SignalView other) {
        return new FleetView(job, taskManagers, other, scaleIn);
    }

    /** The same fleet with what makes it smaller. */
    public FleetView with(ScaleInView other) {
        return new FleetView(job, taskManagers, signal, other);
    }

    /**
     * The job that the fleet runs.
     *
     * @param id Flink's job id, 32 hexadecimal digits
     * @param name the job's name
     * @param state Flink's job status, such as {@code RUNNING}
     * @param parallelism the highest parallelism among the job's vertices now; 0 when it is not
     *     running
     * @param rescales how often the job was restarted at another parallelism or to leave a
     *     TaskManager, since the JobManager started
     * @param plannedRescales those of the rescales that were planned (drains and joins), not forced
     *     by a loss
     * @param failures restarts because something failed, since the JobManager started
     * @param lastRescale the last rescale, or null
     */
    public record Job(
            String id,
            String name,
            String state,
            int parallelism,
            int rescales,
            int plannedRescales,
            int failures,
            Rescale lastRescale) {}

    /**
     * One change of the machines that the job runs on.
     *
     * @param cause what asked for it
     * @param planned whether it was a planned move rather than the handling of a loss
     * @param fromParallelism the parallelism before
     * @param toParallelism the parallelism after
     * @param checkpointId the checkpoint that it restored from, or null
     * @param downtimeMs milliseconds from leaving RUNNING until all tasks were RUNNING again; null
     *     while it goes on
     * @param parts what the downtime is made of; null while it goes on
     * @param agoMs milliseconds since it began
     */
    public record Rescale(
            Cause cause,
            boolean planned,
            int fromParallelism,
            int toParallelism,
            Long checkpointId,
            Long downtimeMs,
            Parts parts,
            long agoMs) {}

    /**
     * What a downtime is made of, in milliseconds.
     *
     * @param cancelMs until all tasks had ended
     * @param restoreMs from there until the checkpoint was read and all tasks had slots, tries that
     *     failed included
     * @param deployMs from there until all tasks were RUNNING
     */
    public record Parts(long cancelMs, long restoreMs, long deployMs) {}

    /** What asked for a rescale. */
    public enum Cause {
        /** TaskManagers were drained. */
        DRAIN,
        /** TaskManagers joined. */
        JOIN,
        /** TaskManagers were lost, or a task failed. */
        FAILURE
    }

    /**
     * One TaskManager.
     *
     * @param id resource id, which is the instance id
     * @param host the address that it registered with
     * @param zone the availability zone; null when unknown
     * @param instanceType the machine's type; null when unknown
     * @param slots how many slots it offers
     * @param freeSlots how many of them run nothing
     * @param state what the JobManager thinks of it
     * @param notice the notice in force, or null
     * @param drain its drain, or null
     */
    public record TaskManager(
            String id,
            String host,
            String zone,
            String instanceType,
            int slots,
            int freeSlots,
            State state,
            Notice notice,
            DrainView drain) {}

    /** What the JobManager thinks of a TaskManager. */
    public enum State {
        /** Registered; the scheduler may use its slots. */
        IN_SERVICE,
        /** Being drained. */
        DRAINING,
        /** Free of work and waiting to be stopped. */
        DRAINED,
        /** Not registered any more. */
        GONE
    }

    /**
     * A termination notice in force.
     *
     * @param kind why the machine goes
     * @param timeLeftMs milliseconds until it is gone; null when no deadline is known
     * @param certain false for advice, such as a rebalance recommendation
     */
    public record Notice(NoticeKind kind, Long timeLeftMs, boolean certain) {}
}
