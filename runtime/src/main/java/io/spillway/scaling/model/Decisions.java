package io.spillway.scaling.model;

import io.spillway.scaling.model.Decision.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Writes down what was decided. */
final class Decisions {

    private Decisions() {}

    /** A decision that rests on what was measured. */
    static Decision decided(
            JobObservation now,
            List<DecisionReason> reasons,
            Evaluation raw,
            Evaluation smoothed,
            OptionalInt required,
            int maxParallelism) {
        return new Decision(
                now.jobId(),
                now.at(),
                required.isPresent() ? Outcome.DECIDED : Outcome.NOTHING,
                reasons,
                now.slots(),
                now.slotsPerTaskManager(),
                Evaluator.known(smoothed.production()),
                Evaluator.known(smoothed.backlog()),
                backlogSeconds(smoothed),
                Evaluator.known(smoothed.utilization()),
                Evaluator.known(raw.requiredSlots()),
                Evaluator.known(smoothed.requiredSlots()),
                slots(required, now, maxParallelism),
                required,
                percent(required, now),
                smoothed.driving(),
                smoothed.vertices().stream().map(vertex -> marked(vertex, smoothed)).toList());
    }

    /** What holds when an observation can't be used. */
    static Decision held(
            JobObservation now,
            List<DecisionReason> reasons,
            OptionalInt required,
            int maxParallelism) {
        return new Decision(
                now.jobId(),
                now.at(),
                required.isPresent() ? Outcome.HELD : Outcome.NOTHING,
                reasons,
                now.slots(),
                now.slotsPerTaskManager(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                slots(required, now, maxParallelism),
                required,
                percent(required, now),
                Optional.empty(),
                now.vertices().stream().map(Decisions::unmeasured).toList());
    }

    private static OptionalInt slots(OptionalInt required, JobObservation now, int maxParallelism) {
        if (required.isEmpty()) {
            return required;
        }
        int full = required.getAsInt() * now.slotsPerTaskManager();
        return OptionalInt.of(Math.min(full, maxParallelism));
    }

    private static OptionalDouble percent(OptionalInt required, JobObservation now) {
        return required.isEmpty() || now.slots() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        100.0 * required.getAsInt() * now.slotsPerTaskManager() / now.slots());
    }

    private static OptionalDouble backlogSeconds(Evaluation evaluation) {
        if (evaluation.backlog() == 0) {
            return OptionalDouble.of(0);
        }
        return Evaluator.known(evaluation.backlog() / evaluation.production());
    }

    private static VertexDecision marked(VertexDecision vertex, Evaluation evaluation) {
        boolean driving = evaluation.driving().filter(vertex.observed().id()::equals).isPresent();
        if (!driving) {
            return vertex;
        }
        return new VertexDecision(
                vertex.observed(),
                vertex.processedPerSecond(),
                vertex.busyFraction(),
                vertex.outputRatio(),
                vertex.trueRatePerSlot(),
                vertex.demandPerSecond(),
                vertex.catchUpDemandPerSecond(),
                vertex.requiredSlots(),
                true,
                Stream.concat(Stream.of(VertexReason.DRIVES_THE_SIZE), vertex.reasons().stream())
                        .toList());
    }

    private static VertexDecision unmeasured(VertexObservation vertex) {
        return new VertexDecision(
                vertex,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                false,
                List.of());
    }
}
