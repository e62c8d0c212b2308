package io.spillway.scaling.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Decides how many TaskManagers a job needs. Remembers a window of observations and its last value;
 * the same observations in the same order give the same decisions.
 *
 * <p>Not thread-safe. Never blocks, never throws for what was measured.
 */
public final class ScalingModel {
    private final ScalingSettings settings;

    /** A model that has seen nothing yet. */
    public ScalingModel(ScalingSettings settings) {
        this.settings = settings;
    }

    /** The settings that it decides by. */
    public ScalingSettings settings() {
        return settings;
    }

    /**
     * Takes in an observation and decides. To be called once each {@link
     * ScalingSettings#publishInterval}, also while the job restarts or nothing could be measured.
     */
    public Decision next(JobObservation observation) {
        return nothing(observation.jobId(), observation.at(), DecisionReason.COLLECTING);
    }

    /** There is no job at {@code at}: forgets everything, and has nothing to publish. */
    public Decision noJob(Duration at) {
        return nothing("", at, DecisionReason.NO_JOB);
    }

    private static Decision nothing(String jobId, Duration at, DecisionReason reason) {
        return new Decision(
                jobId,
                at,
                Decision.Outcome.NOTHING,
                List.of(reason),
                0,
                1,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                List.of());
    }
}
