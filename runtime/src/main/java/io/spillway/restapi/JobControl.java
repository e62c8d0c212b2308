package io.spillway.restapi;

import java.util.List;
import java.util.Optional;

/**
 * What of stock Flink's REST API is needed to stop a job and to see another start. Calls block and
 * don't retry.
 */
public interface JobControl {

    /** Where it sends its calls, for messages: {@code http://host:port}. */
    String url();

    /** All jobs that the JobManager knows, ended ones too. */
    List<JobState> jobs() throws JobManagerException;

    /**
     * Stops a job with a savepoint. The same trigger again does nothing.
     *
     * @param trigger 32 hexadecimal digits, different for each savepoint
     * @param directory below which it is written
     */
    void stopWithSavepoint(String job, String trigger, String directory) throws JobManagerException;

    /**
     * How a savepoint fares.
     *
     * @throws JobManagerException {@code NOT_FOUND} when this JobManager doesn't know the trigger
     */
    SavepointProgress savepoint(String job, String trigger) throws JobManagerException;

    /** Cancels a job; returns before it has ended. */
    void cancel(String job) throws JobManagerException;

    /** How often a job has failed since the JobManager started; 0 when that isn't known. */
    int failures(String job) throws JobManagerException;

    /** The root cause of a job's last failure, in one line. */
    Optional<String> lastFailure(String job) throws JobManagerException;

    /** Triggers a checkpoint of the kind that the job is configured for; its handle. */
    String triggerCheckpoint(String job) throws JobManagerException;

    /** How the checkpoint behind a handle fares. */
    CheckpointProgress checkpoint(String job, String handle) throws JobManagerException;
}
