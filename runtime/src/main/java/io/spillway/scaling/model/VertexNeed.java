package io.spillway.scaling.model;

import java.util.Set;

/**
 * How many slots one vertex needs for a demand. NaN stands for what isn't known.
 *
 * @param ratePerSlot records per second that one busy subtask takes in
 * @param steadySlots for the demand at the target utilization
 * @param catchUpSlots for the demand and the backlog at full use
 * @param utilization share of its present subtasks' time that the demand takes
 */
record VertexNeed(double ratePerSlot, double steadySlots, double catchUpSlots, double utilization) {

    /**
     * Below this share of busy time a rate isn't told well: a timer, a checkpoint or the resolution
     * of the metric weighs as much as the records. What was measured earlier is taken then, or the
     * rate as if the vertex had been this busy, which is less than the real one.
     */
    static final double MINIMUM_BUSY = 0.05;

    /** From here on a vertex is taken to have no time left. */
    static final double SATURATED = 0.95;

    /** However unevenly the load is spread, at most this many times the slots are asked for. */
    static final double MOST_FOR_SKEW = 1.5;

    private static final VertexNeed UNKNOWN =
            new VertexNeed(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /**
     * Computes the need.
     *
     * @param demand records per second that it has to take in
     * @param catchUp the same, with the backlog worked off within the catch-up time
     * @param remembered records per second of a busy subtask as measured earlier; NaN if never
     * @param reasons where to note what is special
     */
    static VertexNeed of(
            VertexObservation vertex,
            Means means,
            double demand,
            double catchUp,
            double remembered,
            double targetUtilization,
            Set<VertexReason> reasons) {
        int subtasks = vertex.parallelism();
        double busy = means.busy();
        if (Double.isNaN(busy) || Double.isNaN(means.processed())) {
            return byMemory(vertex, demand, catchUp, remembered, targetUtilization, reasons);
        }
        if (means.processed() == 0 && busy >= MINIMUM_BUSY) {
            reasons.add(VertexReason.BUSY_WITHOUT_RECORDS);
            VertexNeed other =
                    byMemory(vertex, demand, catchUp, remembered, targetUtilization, reasons);
            double alone = subtasks * busy / targetUtilization;
            return new VertexNeed(
                    other.ratePerSlot,
                    Double.isNaN(other.steadySlots) ? alone : Math.max(alone, other.steadySlots),
                    Double.isNaN(other.catchUpSlots) ? 0 : other.catchUpSlots,
                    Double.isNaN(other.utilization) ? busy : Math.max(busy, other.utilization));
        }
        if (means.processed() == 0) {
            return demand == 0 && catchUp == 0
                    ? new VertexNeed(remembered, 0, 0, 0)
                    : byMemory(vertex, demand, catchUp, remembered, targetUtilization, reasons);
        }
        boolean well = isWellMeasured(means);
        double rate = means.recordsPerBusySecond() / subtasks;
        if (!well) {
            double atLeast = means.processed() / MINIMUM_BUSY / subtasks;
            boolean known = remembered > atLeast;
            rate = known ? remembered : atLeast;
            reasons.add(known ? VertexReason.REMEMBERED_RATE : VertexReason.LOW_LOAD);
        }
        double steady = demand / (rate * targetUtilization);
        if (well && subtasks > 1) {
            // Of the busiest subtask's time nothing is left sooner than of the others'.
            double unevenness = means.maxBusy() / busy;
            double forBusiest =
                    Math.min(demand / (rate * SATURATED) * unevenness, steady * MOST_FOR_SKEW);
            if (forBusiest > steady) {
                steady = forBusiest;
                reasons.add(VertexReason.SKEWED);
            }
        }
        if (busy >= SATURATED) {
            reasons.add(VertexReason.SATURATED);
        }
        return new VertexNeed(rate, steady, catchUp / rate, demand / (rate * subtasks));
    }

    private static VertexNeed byMemory(
            VertexObservation vertex,
            double demand,
            double catchUp,
            double remembered,
            double targetUtilization,
            Set<VertexReason> reasons) {
        if (Double.isNaN(remembered) || Double.isNaN(demand)) {
            return UNKNOWN;
        }
        reasons.add(VertexReason.REMEMBERED_RATE);
        return new VertexNeed(
                remembered,
                demand / (remembered * targetUtilization),
                catchUp / remembered,
                demand / (remembered * vertex.parallelism()));
    }

    /** Whether a true rate can be told from these means. */
    static boolean isWellMeasured(Means means) {
        return means.busy() >= MINIMUM_BUSY && means.processed() > 0;
    }

    boolean isKnown() {
        return !Double.isNaN(steadySlots);
    }
}
