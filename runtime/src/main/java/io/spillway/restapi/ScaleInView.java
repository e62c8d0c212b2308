package io.spillway.restapi;

import java.util.List;

/**
 * What the JobManager does to make the group of machines smaller, in {@code GET /fleet}.
 *
 * @param group the group's name
 * @param phase {@code WAITING}: no machine is on its way out; {@code DRAINING}: the job leaves
 *     some; {@code REMOVING}: they are free of work, and the group ends them
 * @param reason why nothing is being done, or how the last attempt has ended
 * @param taskManagers those that are on their way out
 * @param stabilizedTaskManagers the largest need within the stabilization window; null until it is
 *     covered
 * @param problem what a person should see to, or null
 * @param removed machines that were taken away since the JobManager started
 */
public record ScaleInView(
        String group,
        String phase,
        SignalView.Reason reason,
        List<String> taskManagers,
        Integer stabilizedTaskManagers,
        String problem,
        int removed) {
    public ScaleInView {
        taskManagers = List.copyOf(taskManagers);
    }
}
