package io.spillway.scaling.model;

import java.time.Duration;
import java.util.List;

/**
 * What was seen of a job and its fleet at one moment.
 *
 * @param jobId the job; another one makes the model forget everything
 * @param at when, on a clock that only moves forward, from any origin. Rates are means of the time
 *     since the observation before
 * @param slots slots that the job could use now: of all TaskManagers that are registered and not
 *     draining; 0 or more
 * @param slotsPerTaskManager slots of one TaskManager, 1 or more
 * @param running whether all tasks run, and have done so since the observation before. False while
 *     the job restarts, is moved or ends
 * @param vertices the job's vertices, in any order; each id once
 */
public record JobObservation(
        String jobId,
        Duration at,
        int slots,
        int slotsPerTaskManager,
        boolean running,
        List<VertexObservation> vertices) {

    public JobObservation {
        if (slots < 0) {
            throw new IllegalArgumentException("slots " + slots + ": must be 0 or more");
        }
        if (slotsPerTaskManager < 1) {
            throw new IllegalArgumentException(
                    "slots per TaskManager " + slotsPerTaskManager + ": must be 1 or more");
        }
        vertices = List.copyOf(vertices);
        long ids = vertices.stream().map(VertexObservation::id).distinct().count();
        if (ids != vertices.size()) {
            throw new IllegalArgumentException("vertices: an id is there twice");
        }
    }
}
