package io.spillway.scaling.model;

import java.util.List;
import java.util.Optional;

/**
 * What a graph needs, by the means of some time.
 *
 * @param vertices each vertex's part, inputs first; none of them driving yet
 * @param steadySlots slots to carry the demand at the target utilization
 * @param catchUpSlots slots to work off the backlog within the catch-up time with no time left
 * @param backlogSlots the part of them that the backlog takes
 * @param utilization the highest share of time that the demand takes of a vertex's subtasks
 * @param production records per second that came into being for all sources
 * @param backlog records that wait; NaN when no source tells
 * @param driving id of the vertex that needs the most
 * @param measured whether any source that hasn't finished could be measured
 * @param complete whether all vertices that count could be measured
 */
record Evaluation(
        List<VertexDecision> vertices,
        double steadySlots,
        double catchUpSlots,
        double backlogSlots,
        double utilization,
        double production,
        double backlog,
        Optional<String> driving,
        boolean measured,
        boolean complete) {

    /**
     * Slots needed. The reserve that the target utilization leaves is what works off a backlog, so
     * the two needs aren't added: a backlog asks for more only when that reserve takes longer than
     * the catch-up time.
     */
    double requiredSlots() {
        return Math.max(steadySlots, catchUpSlots);
    }

    boolean catchesUp() {
        return catchUpSlots > steadySlots * (1 + 1e-9);
    }
}
