package io.spillway.scalein;

import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a group still lets machines go that were drained for that.
 *
 * <p>A group that has been made larger meanwhile needs them. One that merely would have as many if
 * it chose anew may think otherwise in a moment, as what it is measured by changes: it is waited
 * for.
 *
 * <p>Not thread-safe.
 */
final class RoomWatch {

    /** How long the group may want all of its machines before they are given back. */
    static final Duration NO_ROOM = Duration.ofMinutes(2);

    private int lowestTarget = Integer.MAX_VALUE;
    private boolean grown;
    private Duration fullSince;

    /**
     * Notes what the group is like now.
     *
     * @return whether it has begun to want all of its machines with that
     */
    boolean look(InstanceGroupState state, Duration now) {
        grown = state.targetSize() > lowestTarget;
        lowestTarget = Math.min(lowestTarget, state.targetSize());
        if (ScaleInPlanner.room(state) > 0) {
            fullSince = null;
            return false;
        }
        boolean begins = fullSince == null;
        if (begins) {
            fullSince = now;
        }
        return begins;
    }

    /** Why no machine may go any more; empty when they may, or might yet. */
    Optional<ScaleInReason> stop(InstanceGroupState state, Duration now) {
        if (state.policy() == ScalingPolicy.SCALE_IN_TOO) {
            return Optional.of(ScaleInReason.GROUP_SCALES_IN);
        } else if (grown || state.isGrowing()) {
            return Optional.of(ScaleInReason.GROUP_GROWS);
        } else if (fullSince != null && now.minus(fullSince).compareTo(NO_ROOM) >= 0) {
            return Optional.of(ScaleInReason.AT_MINIMUM);
        }
        return Optional.empty();
    }
}
