package io.spillway.jobmanager.drain;

import java.util.Set;

/** A running job as {@link MovePlanner} sees it. Called on the job's own thread only. */
public interface MovableJob {

    /** Resource ids of the TaskManagers on which an unfinished task of the job is. */
    Set<String> taskManagersInUse();

    /** Whether the slots of the TaskManagers that aren't drained are enough to run the job. */
    boolean canRunOnWhatStays();

    /** Whether those slots would run some part of the job at a higher parallelism than now. */
    boolean couldGrow();

    /** Its checkpoints; always the same object. */
    JobCheckpoints checkpoints();

    /**
     * Restarts the job on the TaskManagers that aren't drained; on drained ones, too, when it
     * stays.
     */
    void restart(Move move);
}
