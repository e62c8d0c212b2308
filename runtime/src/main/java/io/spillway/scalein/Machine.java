package io.spillway.scalein;

/**
 * A TaskManager that is registered.
 *
 * @param id resource id, which is the instance id
 * @param slots how many it offers, 1 or more
 * @param idle whether the job has no task on it
 * @param advised whether its cloud has said that it may go (a rebalance recommendation, say)
 */
public record Machine(String id, int slots, boolean idle, boolean advised, Standing standing) {

    /** What the scheduler makes of it. */
    public enum Standing {
        /** It may use its slots. */
        IN_SERVICE,
        /** It is drained, and not free of work yet. */
        DRAINING,
        /** It is drained and free of work. */
        DRAINED
    }
}
