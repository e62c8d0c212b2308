package io.spillway.scaling.publish;

import io.spillway.restapi.SignalDetail;
import io.spillway.restapi.SignalView;
import io.spillway.restapi.SignalView.Reason;
import io.spillway.scaling.model.Decision;
import io.spillway.scaling.model.DecisionReason;
import io.spillway.scaling.model.ScalingSettings;
import io.spillway.scaling.model.VertexDecision;
import io.spillway.scaling.model.VertexObservation;
import io.spillway.scaling.observe.Observed;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A signal as the REST API tells it. */
public final class SignalViews {

    private SignalViews() {}

    /** The summary in {@code GET /fleet}. */
    public static SignalView summary(Signal signal, Duration now) {
        Decision decision = signal.decision();
        return new SignalView(
                decision.outcome().name(),
                boxed(decision.requiredTaskManagers()),
                boxed(decision.requiredSlots()),
                boxed(ScalingMetrics.capacityPercent(decision)),
                boxed(decision.backlogSeconds()),
                boxed(decision.utilization()),
                decision.drivingVertex().map(id -> nameOf(decision, id)).orElse(null),
                signal.age(now).map(Duration::toMillis).orElse(null),
                signal.problem().orElse(null),
                decision.reasons().stream().map(SignalViews::reason).toList());
    }

    /** The answer to {@code GET /fleet/signal} before the first observation. */
    public static SignalDetail nothingYet(ScalingSettings settings) {
        return new SignalDetail(
                new SignalView(
                        Decision.Outcome.NOTHING.name(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(reason(DecisionReason.COLLECTING))),
                null,
                null,
                null,
                settings(settings),
                0,
                0,
                1,
                null,
                null,
                null,
                null,
                List.of());
    }

    /**
     * The answer to {@code GET /fleet/signal}.
     *
     * @param jobName null when unknown
     */
    public static SignalDetail detail(Signal signal, String jobName, Duration now) {
        Decision decision = signal.decision();
        return new SignalDetail(
                summary(signal, now),
                decision.jobId().isEmpty() ? null : decision.jobId(),
                jobName,
                now.minus(decision.at()).toMillis(),
                settings(signal.settings()),
                signal.taskManagers(),
                decision.slots(),
                decision.slotsPerTaskManager(),
                boxed(decision.demandPerSecond()),
                boxed(decision.backlogRecords()),
                boxed(decision.requiredSlotsRaw()),
                boxed(decision.requiredSlotsSmoothed()),
                decision.vertices().stream()
                        .map(
                                v ->
                                        vertex(
                                                v,
                                                signal.notes()
                                                        .getOrDefault(
                                                                v.observed().id(), List.of())))
                        .toList());
    }

    private static SignalDetail.Settings settings(ScalingSettings settings) {
        return new SignalDetail.Settings(
                settings.targetUtilization(),
                settings.catchUpTime().toMillis(),
                settings.window().toMillis(),
                settings.minimumChange(),
                settings.publishInterval().toMillis(),
                settings.settleTime().toMillis());
    }

    private static SignalDetail.Vertex vertex(VertexDecision vertex, List<Observed.Note> notes) {
        VertexObservation seen = vertex.observed();
        return new SignalDetail.Vertex(
                seen.id(),
                seen.name(),
                seen.parallelism(),
                seen.maxParallelism(),
                seen.inputs(),
                seen.source(),
                seen.finished(),
                new SignalDetail.Measured(
                        boxed(seen.recordsInPerSecond()),
                        boxed(seen.recordsOutPerSecond()),
                        boxed(seen.busyFraction()),
                        boxed(seen.backPressuredFraction()),
                        boxed(seen.idleFraction()),
                        boxed(seen.maxBusyFraction()),
                        boxed(seen.backlogRecords())),
                boxed(vertex.processedPerSecond()),
                boxed(vertex.busyFraction()),
                boxed(vertex.outputRatio()),
                boxed(vertex.trueRatePerSlot()),
                boxed(vertex.demandPerSecond()),
                boxed(vertex.catchUpDemandPerSecond()),
                boxed(vertex.requiredSlots()),
                vertex.driving(),
                vertex.reasons().stream().map(r -> new Reason(r.name(), r.sentence())).toList(),
                notes.stream().map(SignalViews::sentence).toList());
    }

    private static String sentence(Observed.Note note) {
        return "%d of %d subtasks: %s"
                .formatted(note.subtasks(), note.of(), note.problem().sentence());
    }

    private static Reason reason(DecisionReason reason) {
        return new Reason(reason.name(), reason.sentence());
    }

    private static String nameOf(Decision decision, String vertex) {
        return decision.vertices().stream()
                .map(VertexDecision::observed)
                .filter(v -> v.id().equals(vertex))
                .map(VertexObservation::name)
                .findFirst()
                .orElse(vertex);
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
