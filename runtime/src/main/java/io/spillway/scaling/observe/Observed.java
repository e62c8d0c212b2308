package io.spillway.scaling.observe;

import io.spillway.scaling.model.JobObservation;
import java.util.List;
import java.util.Map;

/**
 * An observation, and what was wrong with the measurement.
 *
 * @param notes by vertex id, those that have any
 */
public record Observed(JobObservation observation, Map<String, List<Note>> notes) {
    public Observed {
        notes = Map.copyOf(notes);
    }

    /**
     * One problem of one vertex.
     *
     * @param subtasks how many of its subtasks have it, 1 or more
     * @param of how many subtasks it has that aren't finished
     */
    public record Note(MeasurementProblem problem, int subtasks, int of) {}
}
