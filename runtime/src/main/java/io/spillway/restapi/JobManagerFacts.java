package io.spillway.restapi;

import java.util.List;
import java.util.Optional;

/** What is asked of a JobManager to tell how it fares. Calls block and don't retry. */
public interface JobManagerFacts {

    /** Where it sends its calls, for messages: {@code http://host:port}. */
    String url();

    /** Every TaskManager with its state, and the job. */
    FleetView fleet() throws JobManagerException;

    /** The version of Flink that it runs, such as {@code 2.3.0}. Stock Flink. */
    String flinkVersion() throws JobManagerException;

    /** All jobs that the JobManager knows, ended ones too. Stock Flink. */
    List<JobState> jobs() throws JobManagerException;

    /** How long a job's checkpoints took; empty while none was completed. Stock Flink. */
    Optional<CheckpointTimes> checkpointTimes(String job) throws JobManagerException;
}
