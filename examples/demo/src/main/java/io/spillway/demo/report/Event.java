package io.spillway.demo.report;

import java.util.Objects;

/**
 * Something that happened at one moment of the run.
 *
 * @param second seconds since the recording began; finite, ≥ 0. For what lasts: when it began
 * @param kind what happened; decides what {@code taskManager} and {@code durationMs} mean
 * @param taskManager the resource id of the TaskManager that it happened to; null where it is about
 *     the fleet or the job
 * @param text one line for people ("parallelism 4 → 3"), may be empty
 * @param durationMs how long it took in milliseconds, see {@link Kind}; null when it did not end or
 *     lasts no time
 * @param checkpointId the checkpoint that a DRAIN, a RESCALE or a FAILURE restored the job from;
 *     null when unknown. The report shows the drains with the same checkpoint as a rescale in that
 *     rescale's row
 */
public record Event(
        double second,
        Kind kind,
        String taskManager,
        String text,
        Double durationMs,
        Long checkpointId) {

    public Event {
        if (!Double.isFinite(second) || second < 0) {
            throw new IllegalArgumentException(
                    "second: " + second + " is not a finite number ≥ 0 of seconds since the start");
        }
        Objects.requireNonNull(kind, "kind");
        text = text == null ? "" : text;
        if (durationMs != null && (!Double.isFinite(durationMs) || durationMs < 0)) {
            durationMs = null;
        }
    }

    /** An event that has to do with no checkpoint. */
    public Event(double second, Kind kind, String taskManager, String text, Double durationMs) {
        this(second, kind, taskManager, text, durationMs, null);
    }

    /** What can happen. */
    public enum Kind {
        /** The scaling rule asked for more TaskManagers. */
        SCALE_OUT,
        /** The scaling rule asked for fewer TaskManagers. */
        SCALE_IN,
        /**
         * One TaskManager was told to go and drained. Begins with the notice; the duration is from
         * the notice to {@code DRAINED} ("may be stopped"), null when it never got there.
         */
        DRAIN,
        /**
         * A planned restart of the job on other TaskManagers (after drains or joins). Begins when
         * the job leaves RUNNING; the duration is its downtime, until all tasks are RUNNING again.
         */
        RESCALE,
        /**
         * A restart because something failed. Begins when the job leaves RUNNING; the duration is
         * its downtime.
         */
        FAILURE,
        /** A TaskManager was gone without a drain: crashed, frozen or killed. */
        LOSS,
        /** Anything else worth a mark. */
        NOTE
    }
}
