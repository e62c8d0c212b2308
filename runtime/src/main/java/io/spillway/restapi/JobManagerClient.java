package io.spillway.restapi;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * The JobManager's REST API: what Spillway adds to it, and the few calls of stock Flink that the
 * agent needs. Calls block and don't retry; each opens what it needs and may run beside others,
 * from any thread. Interrupting a thread doesn't end its call.
 */
public interface JobManagerClient {

    /** Where it sends its calls, for messages: {@code http://host:port}. */
    String url();

    /** Every TaskManager with its state, and the job. */
    FleetView fleet() throws JobManagerException;

    /** The scaling signal and all that it rests on. */
    SignalDetail signal() throws JobManagerException;

    /**
     * Asks for drains; idempotent.
     *
     * @throws JobManagerException {@code NOT_FOUND} when one of the TaskManagers isn't registered:
     *     then none drains
     */
    List<DrainView> drain(DrainRequest request) throws JobManagerException;

    /**
     * The drain of one TaskManager, as soon as its state isn't {@code known}.
     *
     * @param known the state that the caller has seen; null answers at once
     * @param wait how long to wait for another state; 0 to 30 s
     * @throws JobManagerException {@code NOT_FOUND} when it has no drain, as after a failover
     */
    DrainView drain(String taskManager, DrainState known, Duration wait) throws JobManagerException;

    /**
     * Takes a drain back.
     *
     * @throws JobManagerException {@code CONFLICT} when it is done already
     */
    DrainView cancelDrain(String taskManager) throws JobManagerException;

    /** Tells what Flink doesn't know of a TaskManager's machine. */
    void announce(String taskManager, TaskManagerAnnouncement announcement)
            throws JobManagerException;

    /** How many slots a TaskManager has registered; empty when it isn't registered. Stock Flink. */
    OptionalInt registeredSlots(String taskManager) throws JobManagerException;

    /** The ids of the jobs that run now. Stock Flink. */
    List<String> runningJobs() throws JobManagerException;

    /**
     * Triggers a checkpoint of the kind that the job is configured for; its handle. Stock Flink.
     */
    String triggerCheckpoint(String job) throws JobManagerException;

    /** How the checkpoint behind a handle fares. Stock Flink. */
    CheckpointProgress checkpoint(String job, String handle) throws JobManagerException;
}
