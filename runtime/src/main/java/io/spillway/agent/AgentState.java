package io.spillway.agent;

/** Where an agent is in its life. */
public enum AgentState {
    /** Finding out who the machine is; the TaskManager process is started. */
    BOOTING,
    /** The TaskManager process runs, and isn't registered with all its slots yet. */
    JOINING,
    /** The job may use the TaskManager. */
    IN_SERVICE,
    /** The machine will go: work is taken off the TaskManager, which is then stopped. */
    DRAINING,
    /**
     * The TaskManager is stopped and the cloud knows that the machine may go. The end, unless the
     * notice is withdrawn.
     */
    RELEASED,
    /** The TaskManager couldn't join, or kept dying. The end. */
    FAILED
}
