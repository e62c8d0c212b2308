package io.spillway.spi.cloud;

/**
 * How a machine tells its group how it fares: lifecycle hooks on AWS, the group's API on Google
 * Cloud. A cloud, or a group, that waits for no such word does nothing.
 *
 * <p>Each call blocks until the cloud has answered, 20 s at most, retries included; a heartbeat may
 * be under way on another thread when the machine is released. Calls are idempotent: that somebody
 * else (or a timeout) has already said the same is no error.
 */
public interface InstanceLifecycle {

    /**
     * Whether the group holds the machine back: it has started it ahead of need (a warm pool) or
     * set it aside, and may put it into service later. It must host no work until then.
     */
    default boolean heldBack() throws CloudException {
        return false;
    }

    /**
     * Whether the group waits for {@link #release()} before it ends a machine that it replaces,
     * also when that has never joined.
     */
    default boolean awaitsRelease() throws CloudException {
        return false;
    }

    /**
     * A TaskManager has been started and will have joined in some seconds: what {@link #joined}
     * takes, such as connections, may be made ready meanwhile. Called at most once before each
     * {@link #joined}, which may come before this has returned.
     *
     * @throws CloudException when that failed, which nobody minds: {@link #joined} tries by itself
     */
    default void prepare() throws CloudException {}

    /**
     * The launch is complete: the TaskManager is registered with all its slots, or, of a machine
     * that is {@link #heldBack()}, it could be started at once.
     */
    void joined() throws CloudException;

    /** The TaskManager didn't join, and won't: the group should replace the machine. */
    void abandon() throws CloudException;

    /** The drain makes progress: whoever waits for {@link #release()} should go on waiting. */
    void heartbeat() throws CloudException;

    /** The machine hosts no work any more and may go. */
    void release() throws CloudException;

    /**
     * The machine can't host a TaskManager, or shouldn't any more: the group should replace it.
     *
     * @param why one line for people
     */
    void unhealthy(String why) throws CloudException;
}
