package io.spillway.scaling.model;

/** What is special about a vertex in a decision. */
public enum VertexReason {
    /** It is the one that needs the most slots. */
    DRIVES_THE_SIZE("needs the most slots of all vertices, and so sets the size"),
    /** It has ended. */
    FINISHED("has finished, and needs nothing more"),
    /** It has its maximum parallelism, and more slots don't reach it. */
    FIXED_PARALLELISM(
            "runs at its maximum parallelism: more slots don't make it faster, and what flows on"
                    + " is at most what it can take"),
    /** A source whose demand a vertex behind it could never take. */
    LIMITED_BEHIND(
            "is a source in front of a vertex that can't take in what there is to read, even at its"
                    + " maximum parallelism: only what passes there counts"),
    /** It has no time left, and is what holds the others up. */
    SATURATED("has no time left: it processes less than what there is to do"),
    /** Its demand is known from below only. */
    DEMAND_IS_A_LOWER_BOUND(
            "is held back and reports no backlog: more may be waiting than is seen, so the size"
                    + " grows step by step"),
    /** A source that doesn't tell what waits for it. */
    SOURCE_WITHOUT_BACKLOG(
            "is a source that reports no backlog: what it reads is taken for what there is to"
                    + " read"),
    /** A source whose backlog was known before and isn't now. */
    BACKLOG_MISSING("reported its backlog before and doesn't now: its last one is taken"),
    /** A source that counts what it sends instead of what it reads. */
    MEASURED_BY_OUTPUT("is a source that doesn't count what it reads: what it sends on is taken"),
    /** Some subtasks work far more than others. */
    SKEWED(
            "has subtasks that are much busier than the mean: the busiest one is given room, within"
                    + " bounds, as more slots help only as far as its keys spread"),
    /** It has too little to do for its rate to be told well. */
    LOW_LOAD("has too little to do for its rate to be told well: the rate is taken from below"),
    /** Its rate was measured earlier. */
    REMEMBERED_RATE("can't be measured now: the rate measured last is taken"),
    /** It works without records. */
    BUSY_WITHOUT_RECORDS("works without taking in records: its busy time alone is counted"),
    /** A source without busy time. */
    SOURCE_BUSY_UNKNOWN("is a source that reports no busy time: it doesn't count for the size"),
    /** Not a source, and its busy time isn't there. */
    BUSY_MISSING("reports no busy time: nothing is scaled in as long as that is so"),
    /** What it takes in isn't there. */
    RATE_MISSING("reports no rate: nothing is scaled in as long as that is so"),
    /** A counter went backwards. */
    COUNTER_RESET("reports a rate below zero, as a counter does that began anew: left out"),
    /** Its output ratio isn't known yet. */
    RATIO_UNKNOWN("hasn't shown yet how much it sends on: one record for each it takes in"),
    /** It reads from a vertex that isn't there. */
    INPUT_UNKNOWN("reads from a vertex that wasn't observed: that input is left out");

    private final String sentence;

    VertexReason(String sentence) {
        this.sentence = sentence;
    }

    /** The rest of a sentence that begins with the vertex's name. */
    public String sentence() {
        return sentence;
    }
}
