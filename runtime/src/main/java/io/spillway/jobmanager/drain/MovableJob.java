package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A running job as {@link MovePlanner} sees it. Called on the job's own thread only. */
public interface MovableJob {

    /** Resource ids of the TaskManagers on which an unfinished task of the job is. */
    Set<String> taskManagersInUse();

    /** Whether the slots of the TaskManagers that aren't drained are enough to run the job. */
    boolean canRunOnWhatStays();

    /** Whether those slots would run some part of the job at a higher parallelism than now. */
    boolean couldGrow();

    /** Whether the job takes checkpoints at all. */
    boolean takesCheckpoints();

    /** Whether there is a completed checkpoint (or savepoint) to restart from. */
    boolean hasCompletedCheckpoint();

    /**
     * Takes a checkpoint now.
     *
     * @return its id, completed on the job's own thread
     */
    CompletionStage<Long> takeCheckpoint();

    /** How long its latest completed checkpoint took; zero when there was none. */
    Duration latestCheckpointDuration();

    /** Whether the job's sources can be stopped right where a checkpoint's barrier is. */
    boolean canStopSources();

    /**
     * Takes a checkpoint after which the sources emit nothing. Once they have been stopped, only a
     * restart sets them going again.
     *
     * @return its id, completed on the job's own thread
     */
    CompletionStage<Long> takeLastCheckpoint();

    /**
     * Lets the sources run on after all, if the last checkpoint hasn't stopped them yet.
     *
     * @return false when they have been stopped, so that the job must be restarted
     */
    boolean letSourcesRun();

    /**
     * Restarts the job on the TaskManagers that aren't drained; on drained ones, too, when it
     * stays.
     */
    void restart(Move move);
}
