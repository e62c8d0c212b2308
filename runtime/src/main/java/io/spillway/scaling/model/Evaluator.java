package io.spillway.scaling.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Lets the demand at the sources flow down the graph, and asks each vertex what it needs for it.
 */
final class Evaluator {
    private static final List<String> NOBODY = List.of();

    private final ScalingSettings settings;
    private final RateMemory memory;
    private final Graph graph;
    private final Map<String, Double> backlogs;
    private final Duration at;

    /**
     * Records per second that a vertex has to take in.
     *
     * @param steady to keep up
     * @param catchUp to work off the backlog within the catch-up time too
     * @param known whether it is that, and not only at least that
     */
    private record Demand(double steady, double catchUp, boolean known) {}

    /**
     * An evaluator of one observation.
     *
     * @param backlogs records that wait for each source that tells
     */
    Evaluator(
            ScalingSettings settings,
            RateMemory memory,
            Graph graph,
            Map<String, Double> backlogs,
            Duration at) {
        this.settings = settings;
        this.memory = memory;
        this.graph = graph;
        this.backlogs = backlogs;
        this.at = at;
    }

    /** What is needed, by the means of these intervals. */
    Evaluation evaluate(List<Interval> intervals) {
        Map<String, Means> means = means(intervals);
        return new Pass(means).run();
    }

    /** Keeps in mind what vertices were measured to be capable of in these intervals. */
    void remember(List<Interval> intervals) {
        Map<String, Means> means = means(intervals);
        Flows flows = new Flows(graph, means);
        for (VertexObservation vertex : graph.inputsFirst()) {
            Means mine = means.get(vertex.id());
            if (VertexNeed.isWellMeasured(mine)) {
                memory.rememberRate(
                        vertex.id(), at, mine.recordsPerBusySecond() / vertex.parallelism());
            }
            for (String to : mine.processed() > 0 ? graph.outputsOf(vertex.id()) : NOBODY) {
                double flow = flows.between(vertex.id(), to);
                memory.rememberRatio(vertex.id(), to, flow / mine.processed());
            }
        }
    }

    private Map<String, Means> means(List<Interval> intervals) {
        Map<String, Means> means = new HashMap<>();
        for (VertexObservation vertex : graph.inputsFirst()) {
            means.put(
                    vertex.id(),
                    Means.of(
                            intervals.stream()
                                    .map(interval -> interval.vertices().get(vertex.id()))
                                    .toList()));
        }
        return means;
    }

    private final class Pass {
        private final Map<String, Means> means;
        private final Flows flows;
        private final Map<String, Double> limits = new HashMap<>();
        private final Map<String, Demand> sentOn = new HashMap<>();
        private final List<VertexDecision> decisions = new ArrayList<>();
        private double steadySlots;
        private double catchUpSlots;
        private double backlogSlots;
        private double mostSlots = -1;
        private double utilization;
        private double production;
        private double backlog = Double.NaN;
        private String driving;
        private boolean measured;
        private boolean complete = true;

        Pass(Map<String, Means> means) {
            this.means = means;
            this.flows = new Flows(graph, means);
            for (VertexObservation vertex : graph.inputsFirst()) {
                limitSourcesOf(vertex);
            }
        }

        Evaluation run() {
            for (VertexObservation vertex : graph.inputsFirst()) {
                decisions.add(vertex.finished() ? finished(vertex) : decide(vertex));
            }
            return new Evaluation(
                    decisions,
                    steadySlots,
                    catchUpSlots,
                    backlogSlots,
                    utilization,
                    production,
                    backlog,
                    Optional.ofNullable(driving),
                    measured,
                    complete);
        }

        private VertexDecision finished(VertexObservation vertex) {
            sentOn.put(vertex.id(), new Demand(0, 0, true));
            return decision(
                    vertex,
                    new Demand(0, 0, true),
                    new VertexNeed(Double.NaN, Double.NaN, 0, 0),
                    EnumSet.of(VertexReason.FINISHED));
        }

        private VertexDecision decide(VertexObservation vertex) {
            Means mine = means.get(vertex.id());
            Set<VertexReason> reasons = EnumSet.noneOf(VertexReason.class);
            reasons.addAll(mine.reasons());
            Demand demand =
                    graph.isSource(vertex)
                            ? atSource(vertex, mine, reasons)
                            : fromInputs(vertex, mine, reasons);
            boolean measurable = demand.known() || !graph.isSource(vertex);
            VertexNeed need =
                    VertexNeed.of(
                            vertex,
                            mine,
                            measurable ? demand.steady() : Double.NaN,
                            measurable ? demand.catchUp() : Double.NaN,
                            memory.rate(vertex.id(), at),
                            settings.targetUtilization(),
                            reasons);
            count(vertex, mine, need, reasons);
            double most = mostOf(vertex);
            Demand passes =
                    new Demand(
                            Math.min(demand.steady(), most),
                            Math.min(demand.catchUp(), most),
                            demand.known());
            sentOn.put(vertex.id(), passes);
            if (need.isKnown() && need.ratePerSlot() > 0) {
                double forBacklog = (passes.catchUp() - passes.steady()) / need.ratePerSlot();
                backlogSlots = Math.max(backlogSlots, forBacklog);
            }
            return decision(vertex, demand, need, reasons);
        }

        private Demand atSource(VertexObservation vertex, Means mine, Set<VertexReason> reasons) {
            if (vertex.inputs().size() > graph.inputsOf(vertex).size()) {
                reasons.add(VertexReason.INPUT_UNKNOWN);
            }
            if (Double.isNaN(mine.processed())) {
                reasons.add(VertexReason.RATE_MISSING);
                complete = false;
                return new Demand(0, 0, false);
            }
            measured = true;
            production += mine.production();
            double waiting = backlogs.getOrDefault(vertex.id(), Double.NaN);
            double catchUp = mine.production();
            if (Double.isNaN(waiting)) {
                reasons.add(VertexReason.SOURCE_WITHOUT_BACKLOG);
                if (heldBack(vertex, mine)) {
                    reasons.add(VertexReason.DEMAND_IS_A_LOWER_BOUND);
                }
            } else {
                backlog = Double.isNaN(backlog) ? waiting : backlog + waiting;
                catchUp += waiting / (settings.catchUpTime().toNanos() / 1e9);
            }
            double limit = limits.getOrDefault(vertex.id(), Double.MAX_VALUE);
            if (catchUp > limit) {
                reasons.add(VertexReason.LIMITED_BEHIND);
            }
            return new Demand(Math.min(mine.production(), limit), Math.min(catchUp, limit), true);
        }

        /**
         * A source can't read more than a vertex behind it takes in at its maximum parallelism;
         * more slots for the source would only wait.
         */
        private void limitSourcesOf(VertexObservation limited) {
            double most = mostOf(limited);
            if (limited.finished() || most == Double.MAX_VALUE) {
                return;
            }
            Map<String, Double> arriving = new HashMap<>(Map.of(limited.id(), 1.0));
            for (VertexObservation vertex : graph.inputsLast()) {
                double share = arriving.getOrDefault(vertex.id(), 0.0);
                if (share > 0 && graph.isSource(vertex) && !vertex.id().equals(limited.id())) {
                    limits.merge(vertex.id(), most / share, Math::min);
                } else if (share > 0 && !graph.isSource(vertex)) {
                    for (String input : graph.inputsOf(vertex)) {
                        arriving.merge(input, share * ratio(input, vertex.id()), Double::sum);
                    }
                }
            }
        }

        /**
         * Records per second that a vertex takes in at its maximum parallelism, as far as known.
         */
        private double mostOf(VertexObservation vertex) {
            Means mine = means.get(vertex.id());
            return VertexNeed.isWellMeasured(mine)
                    ? mine.recordsPerBusySecond() / vertex.parallelism() * vertex.maxParallelism()
                    : Double.MAX_VALUE;
        }

        private boolean heldBack(VertexObservation vertex, Means mine) {
            return mine.busy() >= VertexNeed.SATURATED
                    || vertex.backPressuredFraction().orElse(0) >= VertexNeed.MINIMUM_BUSY;
        }

        private Demand fromInputs(VertexObservation vertex, Means mine, Set<VertexReason> reasons) {
            List<String> inputs = graph.inputsOf(vertex);
            if (vertex.inputs().stream().distinct().count() > inputs.size()) {
                reasons.add(VertexReason.INPUT_UNKNOWN);
            }
            double steady = 0;
            double catchUp = 0;
            boolean known = true;
            for (String input : inputs) {
                Demand sent = sentOn.getOrDefault(input, new Demand(0, 0, false));
                known &= sent.known();
                double ratio = ratio(input, vertex.id());
                if (sent.catchUp() > 0 && !isKnownRatio(input, vertex.id())) {
                    reasons.add(VertexReason.RATIO_UNKNOWN);
                }
                steady += sent.steady() * ratio;
                catchUp += sent.catchUp() * ratio;
            }
            if (!known && !Double.isNaN(mine.processed())) {
                // Some input couldn't be measured: at least what arrives has to be taken in.
                steady = Math.max(steady, mine.processed());
                catchUp = Math.max(catchUp, mine.processed());
            }
            return new Demand(steady, catchUp, known);
        }

        private double ratio(String from, String to) {
            double processed = means.get(from).processed();
            double flow = flows.between(from, to);
            return processed > 0 && !Double.isNaN(flow)
                    ? flow / processed
                    : memory.ratio(from, to).orElse(1);
        }

        private boolean isKnownRatio(String from, String to) {
            return (means.get(from).processed() > 0 && !Double.isNaN(flows.between(from, to)))
                    || memory.ratio(from, to).isPresent();
        }

        /** Lets a vertex count for the size, as far as it does. */
        private void count(
                VertexObservation vertex, Means mine, VertexNeed need, Set<VertexReason> reasons) {
            boolean source = graph.isSource(vertex);
            if (Double.isNaN(mine.busy())) {
                reasons.add(source ? VertexReason.SOURCE_BUSY_UNKNOWN : VertexReason.BUSY_MISSING);
                complete &= source;
            }
            if (!source && Double.isNaN(mine.processed())) {
                reasons.add(VertexReason.RATE_MISSING);
                complete = false;
            }
            if (!need.isKnown()) {
                // A source without busy time never counts; of another one it isn't known yet.
                complete &= source && Double.isNaN(mine.busy());
                return;
            }
            int limit = vertex.maxParallelism();
            double most = Math.max(need.steadySlots(), need.catchUpSlots());
            if (vertex.parallelism() == limit && (most > limit || limit < graph.maxParallelism())) {
                reasons.add(VertexReason.FIXED_PARALLELISM);
            }
            steadySlots = Math.max(steadySlots, Math.min(need.steadySlots(), limit));
            catchUpSlots = Math.max(catchUpSlots, Math.min(need.catchUpSlots(), limit));
            utilization = Math.max(utilization, need.utilization());
            if (Math.min(most, limit) > mostSlots) {
                mostSlots = Math.min(most, limit);
                driving = vertex.id();
            }
        }

        private VertexDecision decision(
                VertexObservation vertex,
                Demand demand,
                VertexNeed need,
                Set<VertexReason> reasons) {
            Means mine = means.get(vertex.id());
            double most = Math.max(need.steadySlots(), need.catchUpSlots());
            return new VertexDecision(
                    vertex,
                    known(mine.processed()),
                    known(mine.busy()),
                    known(mine.outputRatio()),
                    known(need.ratePerSlot()),
                    demand.known() ? known(demand.steady()) : OptionalDouble.empty(),
                    demand.known() ? known(demand.catchUp()) : OptionalDouble.empty(),
                    need.isKnown()
                            ? known(Math.min(most, vertex.maxParallelism()))
                            : OptionalDouble.empty(),
                    false,
                    List.copyOf(reasons));
        }
    }

    static OptionalDouble known(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
