package io.spillway.upgrade;

import io.spillway.restapi.CheckpointProgress;
import io.spillway.restapi.CheckpointProgress.State;
import io.spillway.restapi.JobControl;
import io.spillway.restapi.JobManagerException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A job's first checkpoint, triggered again until one is complete. Each one's end is asked for:
 * Flink's JobManager waits minutes with its own end for whoever has triggered one.
 */
final class OwnCheckpoint {
    private final JobControl jobManager;
    private String job = "";
    private Optional<String> underWay = Optional.empty();
    private OptionalLong completed = OptionalLong.empty();
    private Optional<String> failure = Optional.empty();

    OwnCheckpoint(JobControl jobManager) {
        this.jobManager = jobManager;
    }

    /** Whether none is under way, after a look. */
    boolean isKnown() {
        if (underWay.isPresent()) {
            try {
                CheckpointProgress now = jobManager.checkpoint(job, underWay.get());
                if (now.state() == State.IN_PROGRESS) {
                    return false;
                }
                if (now.state() == State.COMPLETED) {
                    completed = OptionalLong.of(now.checkpointId());
                } else {
                    failure = Optional.ofNullable(now.failure());
                }
            } catch (JobManagerException e) {
                // With its JobManager it is gone.
                failure = Optional.ofNullable(e.getMessage());
            }
            underWay = Optional.empty();
        }
        return true;
    }

    OptionalLong completed() {
        return completed;
    }

    /** Why the last one failed. */
    Optional<String> failure() {
        return failure;
    }

    void triggerUnlessUnderWay(String ofJob) throws JobManagerException {
        if (underWay.isEmpty()) {
            underWay = Optional.of(jobManager.triggerCheckpoint(ofJob));
            job = ofJob;
        }
    }
}
