package io.spillway.scaling.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides how many TaskManagers a job needs. Remembers a window of observations and its last value;
 * the same observations in the same order give the same decisions.
 *
 * <p>Not thread-safe. Never blocks, never throws for what was measured.
 */
public final class ScalingModel {

    /**
     * What is this many times the mean before, or the mean this many times that, twice in a row, is
     * another load and not noise.
     */
    private static final double JUMP = 1.3;

    /** An observation so many intervals after the last one doesn't follow upon it. */
    private static final int LONGEST_GAP = 3;

    private final ScalingSettings settings;
    private final RateMemory memory = new RateMemory();
    private final SizeRule size;
    private final Deque<Interval> window = new ArrayDeque<>();
    private final Map<String, Backlog> backlogs = new HashMap<>();

    /** Records that waited for a source when it told last. */
    private record Backlog(Duration at, double records) {}

    private JobObservation last;
    private Map<String, Integer> shape = Map.of();

    /** The most slots that the job can use; 0 while that isn't known. */
    private int maxParallelism;

    /** From when on rates are trusted; null while the job doesn't run. */
    private Duration settled;

    /** A model that has seen nothing yet. */
    public ScalingModel(ScalingSettings settings) {
        this.settings = settings;
        this.size = new SizeRule(settings);
    }

    /** The settings that it decides by. */
    public ScalingSettings settings() {
        return settings;
    }

    /**
     * Takes in an observation and decides. To be called once each {@link
     * ScalingSettings#publishInterval}, also while the job restarts or nothing could be measured.
     */
    public Decision next(JobObservation now) {
        if (last != null && !last.jobId().equals(now.jobId())) {
            forget();
        }
        if (!now.vertices().isEmpty()
                && now.vertices().stream().allMatch(VertexObservation::finished)) {
            forget();
            return held(now, DecisionReason.ALL_FINISHED);
        }
        JobObservation before = last;
        last = now;
        Optional<DecisionReason> unusable = whyUnusable(before, now);
        Map<String, Measured> measured = measure(before, now);
        if (unusable.isPresent()) {
            startAnew();
            return held(now, unusable.get());
        }
        Graph graph = new Graph(now.vertices());
        Interval interval = new Interval(now.at(), measured, production(graph, measured));
        if (Double.isNaN(interval.production())) {
            return held(now, DecisionReason.NO_METRICS);
        }
        return decide(before, now, graph, interval);
    }

    /** There is no job at {@code at}: forgets everything, and has nothing to publish. */
    public Decision noJob(Duration at) {
        forget();
        return held(new JobObservation("", at, 0, 1, false, List.of()), DecisionReason.NO_JOB);
    }

    private void forget() {
        startAnew();
        memory.forget();
        size.forget();
        backlogs.clear();
        shape = Map.of();
        settled = null;
        last = null;
        maxParallelism = 0;
    }

    private void startAnew() {
        window.clear();
        size.interrupt();
    }

    /** Why what was measured between two observations says nothing about the load. */
    private Optional<DecisionReason> whyUnusable(JobObservation before, JobObservation now) {
        if (!now.running() || now.vertices().isEmpty()) {
            settled = null;
            return Optional.of(DecisionReason.RESTARTING);
        }
        if (before != null && now.at().compareTo(before.at()) <= 0) {
            settled = now.at();
            return Optional.of(DecisionReason.CLOCK_WENT_BACK);
        }
        Map<String, Integer> seen = new HashMap<>();
        now.vertices().forEach(vertex -> seen.put(vertex.id(), vertex.parallelism()));
        if (settled == null || !seen.equals(shape)) {
            shape = seen;
            settled = now.at().plus(settings.settleTime());
            return Optional.of(DecisionReason.SETTLING);
        }
        if (before.at().compareTo(settled) < 0) {
            return Optional.of(DecisionReason.SETTLING);
        }
        Duration longest = settings.publishInterval().multipliedBy(LONGEST_GAP);
        if (now.at().minus(before.at()).compareTo(longest) > 0) {
            return Optional.of(DecisionReason.GAP);
        }
        return Optional.empty();
    }

    private Map<String, Measured> measure(JobObservation before, JobObservation now) {
        double seconds = before == null ? 0 : seconds(before.at(), now.at());
        Graph graph = new Graph(now.vertices());
        Map<String, Measured> measured = new HashMap<>();
        for (VertexObservation vertex : graph.inputsFirst()) {
            measured.put(
                    vertex.id(),
                    graph.isSource(vertex)
                            ? measureSource(vertex, now.at(), seconds)
                            : Measured.of(vertex, seconds));
        }
        backlogs.keySet().retainAll(measured.keySet());
        return measured;
    }

    private Measured measureSource(VertexObservation vertex, Duration at, double seconds) {
        Measured measured = Measured.ofSource(vertex, seconds);
        Backlog earlier = backlogs.get(vertex.id());
        if (!Double.isNaN(measured.backlog())) {
            backlogs.put(vertex.id(), new Backlog(at, measured.backlog()));
        }
        if (earlier == null) {
            return measured;
        }
        double since = seconds(earlier.at(), at);
        return measured.after(earlier.records(), since);
    }

    private static double seconds(Duration from, Duration to) {
        return to.minus(from).toNanos() / 1e9;
    }

    /** Records per second that came into being for all sources; NaN when none was measured. */
    private static double production(Graph graph, Map<String, Measured> measured) {
        double sum = Double.NaN;
        for (VertexObservation vertex : graph.inputsFirst()) {
            Measured one = measured.get(vertex.id());
            if (graph.isSource(vertex) && !vertex.finished() && !Double.isNaN(one.processed())) {
                sum = (Double.isNaN(sum) ? 0 : sum) + one.production();
            }
        }
        return sum;
    }

    private Decision decide(
            JobObservation before, JobObservation now, Graph graph, Interval interval) {
        window.addLast(interval);
        while (window.size() > 1
                && now.at().minus(settings.window()).compareTo(window.peekFirst().to()) >= 0) {
            window.removeFirst();
        }
        Evaluator evaluator = new Evaluator(settings, memory, graph, waiting(), now.at());
        List<Interval> intervals = List.copyOf(window);
        Evaluation raw = evaluator.evaluate(List.of(interval));
        Evaluation smoothed = evaluator.evaluate(intervals);
        int jump = jump(intervals);
        if (jump != 0) {
            List<Interval> after = intervals.subList(intervals.size() - 2, intervals.size());
            Evaluation sinceJump = evaluator.evaluate(after);
            if (jump > 0 == sinceJump.requiredSlots() > smoothed.requiredSlots()) {
                smoothed = sinceJump;
            }
            while (window.size() > after.size()) {
                window.removeFirst();
            }
        }
        evaluator.remember(List.copyOf(window));

        int perTaskManager = now.slotsPerTaskManager();
        maxParallelism = graph.maxParallelism();
        int most = Math.max(1, ceilDiv(maxParallelism, perTaskManager));
        DecisionReason verdict =
                size.decide(
                        before.at(),
                        now.at(),
                        smoothed.requiredSlots() / perTaskManager,
                        (double) now.slots() / perTaskManager,
                        most,
                        smoothed.complete(),
                        smoothed.backlogSlots() / perTaskManager);
        List<DecisionReason> reasons = new ArrayList<>();
        reasons.add(verdict);
        if (jump != 0) {
            reasons.add(DecisionReason.LOAD_JUMPED);
        }
        noteBacklog(smoothed, reasons);
        if (!smoothed.complete() && verdict != DecisionReason.INCOMPLETE) {
            reasons.add(DecisionReason.INCOMPLETE);
        }
        if (smoothed.requiredSlots() >= maxParallelism) {
            reasons.add(DecisionReason.AT_MAX_PARALLELISM);
        }
        if (smoothed.complete() && smoothed.requiredSlots() == 0) {
            reasons.add(DecisionReason.IDLE);
        }
        return Decisions.decided(now, reasons, raw, smoothed, size.required(), maxParallelism);
    }

    private Map<String, Double> waiting() {
        Map<String, Double> records = new HashMap<>();
        backlogs.forEach((source, backlog) -> records.put(source, backlog.records()));
        return records;
    }

    private static void noteBacklog(Evaluation smoothed, List<DecisionReason> reasons) {
        if (smoothed.catchesUp()) {
            if (!reasons.contains(DecisionReason.CATCHING_UP)) {
                reasons.add(DecisionReason.CATCHING_UP);
            }
        } else if (smoothed.backlog() > smoothed.production()) {
            reasons.add(DecisionReason.BACKLOG_WITHIN_RESERVE);
        }
    }

    /** 1 when the last two intervals brought far more than those before, -1 when far less. */
    private static int jump(List<Interval> intervals) {
        int before = intervals.size() - 2;
        if (before < 1) {
            return 0;
        }
        double mean =
                intervals.subList(0, before).stream()
                        .mapToDouble(Interval::production)
                        .average()
                        .orElseThrow();
        List<Interval> after = intervals.subList(before, intervals.size());
        if (after.stream().allMatch(interval -> interval.production() > mean * JUMP)) {
            return 1;
        }
        return after.stream().allMatch(interval -> interval.production() < mean / JUMP) ? -1 : 0;
    }

    private static int ceilDiv(int slots, int perTaskManager) {
        return (slots + perTaskManager - 1) / perTaskManager;
    }

    private Decision held(JobObservation now, DecisionReason reason) {
        OptionalInt required = size.required();
        List<DecisionReason> reasons =
                required.isEmpty()
                                && reason != DecisionReason.NO_JOB
                                && reason != DecisionReason.ALL_FINISHED
                        ? List.of(reason, DecisionReason.COLLECTING)
                        : List.of(reason);
        return Decisions.held(now, reasons, required, maxParallelism);
    }
}
