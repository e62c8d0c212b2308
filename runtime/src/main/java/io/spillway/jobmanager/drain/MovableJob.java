package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.Optional;
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
     * Takes a checkpoint now, or as soon as those in progress allow.
     *
     * @return completed on the job's own thread
     */
    CompletionStage<TakenCheckpoint> takeCheckpoint();

    /** The oldest checkpoint that it is taking just now; empty when there is none. */
    Optional<CheckpointInProgress> checkpointInProgress();

    /**
     * Waits for the oldest of those in progress; takes one when there is none any more.
     *
     * @return completed on the job's own thread; exceptionally when it fails or is aborted
     */
    CompletionStage<TakenCheckpoint> awaitCheckpointInProgress();

    /**
     * Aborts the checkpoints in progress, so that the next one that has been asked for begins now.
     * Does nothing if one of them is a savepoint, or has stopped the sources.
     */
    void abortCheckpointsInProgress();

    /**
     * How long its latest completed checkpoint took, from its trigger until all of it was stored;
     * zero when there was none.
     */
    Duration latestCheckpointDuration();

    /** Whether the job's sources can be stopped right where a checkpoint's barrier is. */
    boolean canStopSources();

    /**
     * Takes a checkpoint after which the sources emit nothing, now or as soon as those in progress
     * allow. Once they have been stopped, only a restart sets them going again.
     *
     * @param stopped is run on the job's own thread when they have been
     * @return completed on the job's own thread
     */
    CompletionStage<TakenCheckpoint> takeLastCheckpoint(Runnable stopped);

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
