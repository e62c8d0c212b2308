package io.spillway.page;

/**
 * Something that happened at one moment, or lasted from it on.
 *
 * @param second seconds since the page's start; for what lasts: when it began
 * @param kind what happened
 * @param taskManager the TaskManager that it happened to; null where it is about fleet or job
 * @param text one line for people
 * @param durationMs how long it took in milliseconds; null while it goes on, or when it lasts no
 *     time
 * @param checkpointId the checkpoint of a drain, a rescale or a failure; null when unknown
 */
public record Mark(
        double second,
        Kind kind,
        String taskManager,
        String text,
        Double durationMs,
        Long checkpointId) {

    /** A mark that has to do with no checkpoint. */
    public Mark(double second, Kind kind, String taskManager, String text, Double durationMs) {
        this(second, kind, taskManager, text, durationMs, null);
    }

    /** What can happen. */
    public enum Kind {
        /** More TaskManagers were asked for. */
        SCALE_OUT,
        /** Fewer TaskManagers were asked for. */
        SCALE_IN,
        /** A TaskManager drained; lasts from the notice until it may be stopped. */
        DRAIN,
        /** A planned restart of the job; lasts as long as the job doesn't run. */
        RESCALE,
        /** A restart because something failed; lasts as long as the job doesn't run. */
        FAILURE,
        /** A TaskManager was gone without a drain. */
        LOSS,
        /** Somebody did something from the page. */
        INTERVENTION,
        /** Anything else. */
        NOTE
    }
}
