package io.spillway.jobmanager.drain;

import java.util.List;

/**
 * One planned restart of a job on other machines.
 *
 * @param taskManagers the TaskManagers that are drained by it; empty when it only takes in new ones
 * @param checkpointId the checkpoint that was taken for it; null when it starts from the last
 *     completed one, or from the beginning when there is none
 * @param hosted whether the slots that stay can run the job; otherwise it waits for machines
 */
public record Move(List<String> taskManagers, Long checkpointId, boolean hosted) {
    public Move {
        taskManagers = List.copyOf(taskManagers);
    }

    /** Whether it leaves TaskManagers rather than only taking in new ones. */
    public boolean isDrain() {
        return !taskManagers.isEmpty();
    }
}
