package io.spillway.scaling.publish;

import io.spillway.scaling.model.Decision;
import io.spillway.scaling.model.DecisionReason;
import io.spillway.scaling.model.ScalingSettings;
import io.spillway.scaling.observe.Observed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is published: the last decision and what it rests on.
 *
 * @param decision the last one
 * @param settings what it was made by
 * @param notes what was wrong with the measurement, by vertex id
 * @param taskManagers TaskManagers in service at the observation
 * @param rescaleDowntimeMs of the job's last rescale
 * @param valueFrom when the observation was made that the value rests on; without a value, when the
 *     job was seen first; empty without a job
 * @param problem what keeps the job from being observed
 */
public record Signal(
        Decision decision,
        ScalingSettings settings,
        Map<String, List<Observed.Note>> notes,
        int taskManagers,
        OptionalLong rescaleDowntimeMs,
        Optional<Duration> valueFrom,
        Optional<String> problem) {
    public Signal {
        notes = Map.copyOf(notes);
    }

    /** How old the value is, or how long one has been waited for; empty without a job. */
    public Optional<Duration> age(Duration now) {
        return valueFrom.map(now::minus);
    }

    Signal from(Duration at) {
        return new Signal(
                decision,
                settings,
                notes,
                taskManagers,
                rescaleDowntimeMs,
                Optional.of(at),
                problem);
    }

    /** Whether there is a job that should have a value by and by. */
    boolean hasJob() {
        return !decision.reasons().contains(DecisionReason.NO_JOB)
                && !decision.reasons().contains(DecisionReason.ALL_FINISHED);
    }
}
