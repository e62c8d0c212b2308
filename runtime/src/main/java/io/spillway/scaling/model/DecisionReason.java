package io.spillway.scaling.model;

/** Why a decision is what it is. Those that concern one vertex are {@link VertexReason}s. */
public enum DecisionReason {
    /** No job runs. */
    NO_JOB("There is no job, so nothing is published."),
    /** Too little is known for a first value. */
    COLLECTING("Rates are being collected for the first decision; nothing is published yet."),
    /** The job restarts. */
    RESTARTING("The job restarts or is being moved: the last value holds."),
    /** The job has restarted and its rates aren't trusted yet. */
    SETTLING("The job has just restarted: the last value holds until its rates have settled."),
    /** Nothing was measured. */
    NO_METRICS("No source could be measured: the last value holds."),
    /** Time went backwards. */
    CLOCK_WENT_BACK("The time of the observation isn't after the last one: the last value holds."),
    /** Too long since the last observation. */
    GAP("There was no observation for long: rates are collected anew, the last value holds."),
    /** The need grew. */
    SCALE_OUT("More is needed than what is asked for: the required capacity grows."),
    /** The need shrank for a window. */
    SCALE_IN("Less has been needed for a whole window: the required capacity shrinks."),
    /** The need shrank, not for long enough. */
    WAITING_FOR_WINDOW("Less is needed, but not yet for a whole window: the last value holds."),
    /** The change is smaller than the minimum change. */
    WITHIN_MINIMUM_CHANGE("The need has changed by less than the minimum change."),
    /** The load jumped. */
    LOAD_JUMPED("The load has jumped: what was measured before the jump is left out."),
    /** Some vertex isn't measured, so nothing shrinks. */
    INCOMPLETE("Not all vertices are measured: the required capacity may grow and not shrink."),
    /** The backlog costs more than the reserve. */
    CATCHING_UP("The backlog takes more than the reserve of the target utilization: it adds."),
    /** The backlog costs nothing more. */
    BACKLOG_WITHIN_RESERVE(
            "The backlog is worked off within the catch-up time by the reserve of the target"
                    + " utilization: it asks for nothing."),
    /** More slots are needed than the job can use. */
    AT_MAX_PARALLELISM("The job can't use more slots: its maximum parallelism is reached."),
    /** There is nothing to do. */
    IDLE("The job was observed to have next to nothing to do: the smallest fleet does."),
    /** The finite job has ended. */
    ALL_FINISHED("All vertices have finished, so nothing is published.");

    private final String sentence;

    DecisionReason(String sentence) {
        this.sentence = sentence;
    }

    /** A whole sentence for people. */
    public String sentence() {
        return sentence;
    }
}
