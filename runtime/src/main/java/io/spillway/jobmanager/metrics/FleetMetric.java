package io.spillway.jobmanager.metrics;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.State;
import io.spillway.restapi.FleetView.TaskManager;
import io.spillway.scalein.ScaleInStatus;
import io.spillway.scaling.model.Decision;
import io.spillway.scaling.publish.ScalingMetrics;
import io.spillway.scaling.publish.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What Spillway adds to Flink's metrics, below {@code jobmanager.spillway}. The reference page is
 * generated from these.
 */
public enum FleetMetric {
    REQUIRED_TASK_MANAGERS(
            ScalingMetrics.REQUIRED_TASK_MANAGERS,
            "TaskManagers",
            "TaskManagers to have. [The scaling signal](../scaling-signal.md).",
            ofDecision(d -> optional(d.requiredTaskManagers()))),
    REQUIRED_SLOTS(
            ScalingMetrics.REQUIRED_SLOTS,
            "slots",
            "Slots to have.",
            ofDecision(d -> optional(d.requiredSlots()))),
    REQUIRED_CAPACITY_PERCENT(
            ScalingMetrics.REQUIRED_CAPACITY_PERCENT,
            "percent",
            "100 · required TaskManagers / TaskManagers in service: what target tracking with target 100 takes.",
            ofDecision(ScalingMetrics::capacityPercent)),
    BACKLOG_SECONDS(
            ScalingMetrics.BACKLOG_SECONDS,
            "seconds",
            "How many seconds of traffic wait at the sources.",
            ofDecision(Decision::backlogSeconds)),
    UTILIZATION(
            ScalingMetrics.UTILIZATION,
            "1",
            "Share of the slots' time that the load takes, of the vertex for which it is highest; above 1 when they don't suffice.",
            ofDecision(Decision::utilization)),
    RESCALE_DOWNTIME(
            ScalingMetrics.RESCALE_DOWNTIME,
            "milliseconds",
            "How long the last rescale kept the job from running with all its tasks.",
            ofJob(
                    j ->
                            j.lastRescale() == null || j.lastRescale().downtimeMs() == null
                                    ? Double.NaN
                                    : j.lastRescale().downtimeMs())),
    SIGNAL_AGE(
            "SignalAgeSeconds",
            "seconds",
            "Since the observation that the signal rests on; before the first value, since the job has been observed.",
            f ->
                    f.signal
                            .flatMap(s -> s.age(f.now))
                            .map(age -> OptionalDouble.of(age.toMillis() / 1000.0))
                            .orElse(OptionalDouble.empty())),
    SIGNAL_HELD(
            "SignalHeld",
            "0 or 1",
            "1 while the last value holds because the last observation couldn't be used.",
            ofDecision(d -> OptionalDouble.of(d.outcome() == Decision.Outcome.HELD ? 1 : 0))),
    TASK_MANAGERS_IN_SERVICE(
            "TaskManagersInService",
            "TaskManagers",
            "Registered and not draining.",
            countOf(t -> t.state() == State.IN_SERVICE)),
    TASK_MANAGERS_IDLE(
            "TaskManagersIdle",
            "TaskManagers",
            "In service, and the job uses none of their slots. Stays above 0 when the job can't take in machines that have joined.",
            countOf(t -> t.state() == State.IN_SERVICE && t.freeSlots() == t.slots())),
    TASK_MANAGERS_DRAINING(
            "TaskManagersDraining",
            "TaskManagers",
            "Being drained.",
            countOf(t -> t.state() == State.DRAINING)),
    TASK_MANAGERS_DRAINED(
            "TaskManagersDrained",
            "TaskManagers",
            "Free of work and waiting to be stopped.",
            countOf(t -> t.state() == State.DRAINED)),
    SLOTS_IN_SERVICE(
            "SlotsInService",
            "slots",
            "Slots of the TaskManagers in service.",
            f ->
                    OptionalDouble.of(
                            f.fleet.taskManagers().stream()
                                    .filter(t -> t.state() == State.IN_SERVICE)
                                    .mapToInt(TaskManager::slots)
                                    .sum())),
    PARALLELISM(
            "Parallelism",
            "subtasks",
            "The job's highest parallelism among its vertices; 0 while it doesn't run.",
            ofJob(FleetView.Job::parallelism)),
    RESCALES(
            "Rescales",
            "rescales",
            "Rescales since the JobManager started.",
            ofJob(FleetView.Job::rescales)),
    PLANNED_RESCALES(
            "PlannedRescales",
            "rescales",
            "Those that were planned: drains and joins.",
            ofJob(FleetView.Job::plannedRescales)),
    FAILURES(
            "Failures",
            "restarts",
            "Restarts because something failed, since the JobManager started.",
            ofJob(FleetView.Job::failures)),
    DRAINS_ACCEPTED(
            "DrainsAccepted",
            "drains",
            "Drains that wait for a checkpoint.",
            drainsNow(DrainState.ACCEPTED)),
    DRAINS_CHECKPOINTING(
            "DrainsCheckpointing",
            "drains",
            "Drains whose checkpoint is being taken.",
            drainsNow(DrainState.CHECKPOINTING)),
    DRAINS_MOVING(
            "DrainsMoving",
            "drains",
            "Drains for which the job restarts elsewhere.",
            drainsNow(DrainState.MOVING)),
    DRAINS_COMPLETED(
            "DrainsCompleted",
            "drains",
            "Drains that ended `DRAINED`, since the JobManager started.",
            f -> OptionalDouble.of(f.ended.drained())),
    DRAINS_CANCELLED(
            "DrainsCancelled",
            "drains",
            "Drains that were taken back, likewise.",
            f -> OptionalDouble.of(f.ended.cancelled())),
    DRAINS_LOST(
            "DrainsLost",
            "drains",
            "Drains whose TaskManager was gone before it was free of work, likewise.",
            f -> OptionalDouble.of(f.ended.lost())),
    DRAINS_MISSED_DEADLINE(
            "DrainsMissedDeadline",
            "drains",
            "Drains with a deadline that were lost, or done only after it, likewise.",
            f -> OptionalDouble.of(f.ended.missedDeadline())),
    SCALE_IN_STABILIZED(
            "ScaleInStabilizedTaskManagers",
            "TaskManagers",
            "The largest need within the stabilization window, once it is covered, where the JobManager scales in. [Choosing who scales in](../guide/scale-in.md).",
            f -> optional(f.scaleIn.stabilized())),
    SCALE_IN_UNDER_WAY(
            "ScaleInUnderWay",
            "TaskManagers",
            "TaskManagers that the JobManager is draining to take them away, or has asked the group to end.",
            f -> OptionalDouble.of(f.scaleIn.machines().size())),
    SCALE_IN_MOVES(
            "ScaleInMoves",
            "moves",
            "How often the JobManager drained machines to take them away, since it started.",
            f -> OptionalDouble.of(f.scaleIn.moves())),
    SCALE_IN_REMOVED(
            "ScaleInRemoved",
            "machines",
            "Machines that the JobManager has taken away, likewise.",
            f -> OptionalDouble.of(f.scaleIn.removed())),
    SCALE_IN_GIVEN_UP(
            "ScaleInGivenUp",
            "moves",
            "Those of the moves after which machines stayed, likewise.",
            f -> OptionalDouble.of(f.scaleIn.givenUp())),
    SCALE_IN_PROBLEM(
            "ScaleInProblem",
            "0 or 1",
            "1 while something that a person should see to keeps the JobManager from taking machines away; `GET /fleet` says what.",
            f -> OptionalDouble.of(f.scaleIn.problem().isPresent() ? 1 : 0));

    /** The group of metrics below the JobManager's. */
    public static final String GROUP = "spillway";

    private final String metricName;
    private final String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // the functions capture constants only
    private final Function<Figures, OptionalDouble> value;

    FleetMetric(
            String metricName,
            String unit,
            String description,
            Function<Figures, OptionalDouble> value) {
        this.metricName = metricName;
        this.unit = unit;
        this.description = description;
        this.value = value;
    }

    /**
     * What the metrics are taken from.
     *
     * @param fleet as it was seen last
     * @param ended how drains have ended
     * @param drains all that are remembered
     * @param scaleIn what the JobManager does to make the group smaller
     * @param now on the signal's clock
     */
    record Figures(
            Optional<Signal> signal,
            FleetView fleet,
            DrainBook.Counts ended,
            List<DrainView> drains,
            ScaleInStatus scaleIn,
            Duration now) {}

    /** The name in Flink; Prometheus' is {@code flink_jobmanager_spillway_} and this. */
    public String metricName() {
        return metricName;
    }

    /** What it counts. */
    public String unit() {
        return unit;
    }

    /** What it means, in Markdown. */
    public String description() {
        return description;
    }

    /** The value; empty when there is none, never a zero that stands for "not known". */
    OptionalDouble value(Figures figures) {
        return value.apply(figures);
    }

    private static Function<Figures, OptionalDouble> ofDecision(
            Function<Decision, OptionalDouble> value) {
        return f ->
                f.signal
                        .map(Signal::decision)
                        .filter(Decision::hasValue)
                        .map(value)
                        .orElse(OptionalDouble.empty());
    }

    private static Function<Figures, OptionalDouble> ofJob(ToDoubleFunction<FleetView.Job> value) {
        return f -> {
            double known = f.fleet.job() == null ? Double.NaN : value.applyAsDouble(f.fleet.job());
            return Double.isNaN(known) ? OptionalDouble.empty() : OptionalDouble.of(known);
        };
    }

    private static Function<Figures, OptionalDouble> countOf(Predicate<TaskManager> which) {
        return f ->
                OptionalDouble.of((double) f.fleet.taskManagers().stream().filter(which).count());
    }

    private static Function<Figures, OptionalDouble> drainsNow(DrainState state) {
        return f ->
                OptionalDouble.of(
                        (double) f.drains.stream().filter(d -> d.state() == state).count());
    }

    private static OptionalDouble optional(OptionalInt value) {
        return value.isPresent() ? OptionalDouble.of(value.getAsInt()) : OptionalDouble.empty();
    }
}
