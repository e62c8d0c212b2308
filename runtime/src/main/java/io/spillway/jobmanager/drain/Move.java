package io.spillway.jobmanager.drain;

import io.spillway.restapi.FleetView.Cause;
import java.util.List;

/**
 * One planned restart of a job on other machines.
 *
 * @param cause what it was begun for
 * @param taskManagers the TaskManagers that are drained by it; empty when it only takes in new
 *     ones, and when it leaves none because the drains were taken back after the sources had been
 *     stopped
 * @param checkpointId the checkpoint that was taken for it; null when it starts from the last
 *     completed one, or from the beginning when there is none
 * @param destination where it goes
 */
public record Move(
        Cause cause, List<String> taskManagers, Long checkpointId, Destination destination) {

    /** Where a job goes. */
    public enum Destination {
        /** To the slots that stay. */
        SLOTS_THAT_STAY,
        /** There is no other slot and the deadline is near: it waits for machines. */
        NOWHERE_YET,
        /** There is no other slot, but there is time: it restarts where it is. */
        WHERE_IT_IS
    }

    public Move {
        taskManagers = List.copyOf(taskManagers);
    }
}
