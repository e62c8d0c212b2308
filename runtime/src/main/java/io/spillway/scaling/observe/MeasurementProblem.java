package io.spillway.scaling.observe;

/** What kept subtasks of a vertex from being measured at one observation. */
public enum MeasurementProblem {
    /** The first reading of an attempt: nothing to compare it with. */
    FIRST_READING("only just seen: rates need a second reading"),
    /** Flink has no metrics of the attempt, or none that are new. */
    NO_METRICS("Flink has no current metrics of them"),
    /** A counter went back. */
    COUNTER_RESET("their counters went back: counted anew"),
    /** The TaskManager's clock went another way than the JobManager's. */
    CLOCK_JUMP("their TaskManager's clock jumped: counted anew"),
    /** There are rates but no busy time: a legacy source. */
    NO_BUSY_TIME("they report no busy time, as sources of the old kind do");

    private final String sentence;

    MeasurementProblem(String sentence) {
        this.sentence = sentence;
    }

    /** What follows "3 of 8 subtasks: ". */
    public String sentence() {
        return sentence;
    }
}
