package io.spillway.localcloud.aws.autoscaling;

/**
 * A warm pool (Auto Scaling API reference, "WarmPoolConfiguration").
 *
 * @param minimum its least size
 * @param maxPreparedCapacity how many instances the group and its pool may have together
 * @param state what its instances do
 * @param reuseOnScaleIn whether instances go back to it
 */
public record WarmPoolSpec(
        int minimum, int maxPreparedCapacity, PoolState state, boolean reuseOnScaleIn) {

    /** What the instances of a pool do. */
    public enum PoolState {
        RUNNING(LifecycleState.WARMED_RUNNING),
        STOPPED(LifecycleState.WARMED_STOPPED),
        /** Memory isn't kept here: they boot anew, as stopped ones do. */
        HIBERNATED(LifecycleState.WARMED_HIBERNATED);

        private final LifecycleState lifecycle;

        PoolState(LifecycleState lifecycle) {
            this.lifecycle = lifecycle;
        }

        LifecycleState lifecycle() {
            return lifecycle;
        }
    }

    public WarmPoolSpec {
        if (minimum < 0 || maxPreparedCapacity < 0) {
            throw new IllegalArgumentException(
                    "warm pool from %d, with the group up to %d: must be 0 or more"
                            .formatted(minimum, maxPreparedCapacity));
        }
    }

    /** How many instances it holds (Auto Scaling user guide, "Warm pools: size"). */
    int size(int desired) {
        return Math.max(minimum, maxPreparedCapacity - desired);
    }
}
