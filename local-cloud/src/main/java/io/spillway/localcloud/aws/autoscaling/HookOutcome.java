package io.spillway.localcloud.aws.autoscaling;

import java.time.Duration;

/**
 * How a lifecycle action ended.
 *
 * @param instance its id
 * @param hook the hook's name
 * @param heartbeats how many were recorded
 * @param waited from its beginning
 */
public record HookOutcome(
        String instance,
        String hook,
        HookSpec.Transition transition,
        End end,
        HookSpec.Result result,
        int heartbeats,
        Duration waited) {

    /** What ended it. */
    public enum End {
        /** Somebody completed it. */
        COMPLETED,
        /** Its time was over, and the default result counted. */
        TIMED_OUT,
        /** The instance was gone before, or another hook's action was abandoned. */
        CANCELLED
    }
}
