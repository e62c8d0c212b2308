package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The checkpoints of a {@link MovableJob}. Called on the job's own thread only. */
public interface JobCheckpoints {

    /** Whether the job takes checkpoints at all. */
    boolean areEnabled();

    /** Whether there is a completed checkpoint (or savepoint) to restart from. */
    boolean hasCompleted();

    /**
     * How long the latest completed one took, from its trigger until all of it was stored; zero
     * when there was none.
     */
    Duration latestDuration();

    /**
     * Takes a checkpoint now, or as soon as those in progress allow.
     *
     * @return completed on the job's own thread
     */
    CompletionStage<TakenCheckpoint> take();

    /** The oldest one that the job is taking just now; empty when there is none. */
    Optional<CheckpointInProgress> inProgress();

    /**
     * Waits for the oldest of those in progress; takes one when there is none any more.
     *
     * @return completed on the job's own thread; exceptionally when it fails or is aborted
     */
    CompletionStage<TakenCheckpoint> awaitInProgress();

    /**
     * Aborts those in progress, so that the next one that has been asked for begins now. Does
     * nothing if one of them is a savepoint, or has stopped the sources.
     */
    void abortInProgress();

    /** Whether the job's sources can be stopped right where a checkpoint's barrier is. */
    boolean canStopSources();

    /**
     * Takes a checkpoint after which the sources emit nothing, now or as soon as those in progress
     * allow. Once they have been stopped, only a restart sets them going again.
     *
     * @param stopped is run on the job's own thread when they have been
     * @return completed on the job's own thread
     */
    CompletionStage<TakenCheckpoint> takeLast(Runnable stopped);

    /**
     * Lets the sources run on after all, if the last checkpoint hasn't stopped them yet.
     *
     * @return false when they have been stopped, so that the job must be restarted
     */
    boolean letSourcesRun();
}
