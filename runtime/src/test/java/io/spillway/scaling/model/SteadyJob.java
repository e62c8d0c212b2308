package io.spillway.scaling.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A job whose vertices process at a constant rate per slot, on a fleet whose size the test sets:
 * what the sources can't read piles up before them.
 */
final class SteadyJob {

    /**
     * One vertex.
     *
     * @param ratePerSlot records per second that one busy subtask takes in
     * @param ratio records sent on to each output for each taken in
     * @param production records per second that come into being, if it is a source
     */
    record Vertex(
            String id,
            List<String> inputs,
            double ratePerSlot,
            double ratio,
            double production,
            int maxParallelism) {

        boolean isSource() {
            return inputs.isEmpty();
        }
    }

    static final Duration INTERVAL = ScalingSettings.DEFAULTS.publishInterval();

    private final List<Vertex> vertices;
    private final int slotsPerTaskManager;
    private final Map<String, Double> backlogs = new HashMap<>();
    private Duration now = Duration.ZERO;
    private double load = 1;
    private double unit = 1;
    private int taskManagers;
    private boolean running = true;

    SteadyJob(int slotsPerTaskManager, int taskManagers, List<Vertex> vertices) {
        this.slotsPerTaskManager = slotsPerTaskManager;
        this.taskManagers = taskManagers;
        this.vertices = vertices;
    }

    /** Multiplies the production of all sources. */
    void load(double factor) {
        load = factor;
    }

    /** Counts records in another unit. */
    void unit(double factor) {
        unit = factor;
    }

    int taskManagers() {
        return taskManagers;
    }

    double backlog() {
        return backlogs.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    void waits(String source, double records) {
        backlogs.put(source, records);
    }

    /** The next interval, in which the job restarts. */
    JobObservation restart(int size) {
        taskManagers = size;
        running = false;
        JobObservation observation = next();
        running = true;
        return observation;
    }

    /** The next interval. */
    JobObservation next() {
        now = now.plus(INTERVAL);
        double seconds = INTERVAL.toMillis() / 1000.0;
        Map<String, Double> flows = flows(running ? shares(seconds) : Map.of(), seconds);
        for (Vertex vertex : vertices) {
            if (vertex.isSource()) {
                double grown = vertex.production() * load - flows.get(vertex.id());
                backlogs.merge(vertex.id(), grown * seconds, Double::sum);
                backlogs.computeIfPresent(vertex.id(), (id, b) -> b < 1e-6 ? 0 : b);
            }
        }
        List<VertexObservation> observed = new ArrayList<>();
        vertices.forEach(vertex -> observed.add(observe(vertex, flows)));
        return new JobObservation(
                "job",
                now,
                taskManagers * slotsPerTaskManager,
                slotsPerTaskManager,
                running,
                observed);
    }

    private VertexObservation observe(Vertex vertex, Map<String, Double> flows) {
        int parallelism = parallelism(vertex);
        double flow = flows.get(vertex.id());
        OptionalDouble busy = OptionalDouble.of(flow / (vertex.ratePerSlot() * parallelism));
        return new VertexObservation(
                vertex.id(),
                vertex.id(),
                parallelism,
                vertex.maxParallelism(),
                vertex.inputs(),
                vertex.isSource(),
                false,
                OptionalDouble.of(flow * unit),
                OptionalDouble.of(flow * vertex.ratio() * unit),
                busy,
                OptionalDouble.of(0),
                OptionalDouble.of(1 - busy.getAsDouble()),
                busy,
                vertex.isSource()
                        ? OptionalDouble.of(backlogs.getOrDefault(vertex.id(), 0.0) * unit)
                        : OptionalDouble.empty());
    }

    private int parallelism(Vertex vertex) {
        return Math.min(taskManagers * slotsPerTaskManager, vertex.maxParallelism());
    }

    /** The share of what is there that each source reads: no vertex behind it takes more. */
    private Map<String, Double> shares(double seconds) {
        Map<String, Double> shares = new HashMap<>();
        vertices.forEach(vertex -> shares.put(vertex.id(), 1.0));
        // A vertex with several inputs takes the same share of each; some rounds make all fit.
        for (int round = 0; round < 3; round++) {
            for (Vertex vertex : vertices) {
                double flow = flows(shares, seconds).get(vertex.id());
                double capacity = vertex.ratePerSlot() * parallelism(vertex);
                if (flow > capacity) {
                    ancestors(vertex)
                            .forEach(s -> shares.merge(s, capacity / flow, (x, y) -> x * y));
                }
            }
        }
        return shares;
    }

    private Set<String> ancestors(Vertex vertex) {
        Set<String> found = new HashSet<>(Set.of(vertex.id()));
        vertex.inputs().forEach(input -> found.addAll(ancestors(named(input))));
        return found;
    }

    private Map<String, Double> flows(Map<String, Double> shares, double seconds) {
        Map<String, Double> flows = new HashMap<>();
        for (Vertex vertex : vertices) {
            double flow = 0;
            if (vertex.isSource()) {
                double waiting = backlogs.getOrDefault(vertex.id(), 0.0) / seconds;
                flow =
                        shares.getOrDefault(vertex.id(), 0.0)
                                * (vertex.production() * load + waiting);
            }
            for (String input : vertex.inputs()) {
                flow += flows.get(input) * named(input).ratio();
            }
            flows.put(vertex.id(), flow);
        }
        return flows;
    }

    private Vertex named(String id) {
        return vertices.stream().filter(v -> v.id().equals(id)).findFirst().orElseThrow();
    }

    /** Records per second into each vertex when nothing limits. */
    private Map<String, Double> demands() {
        Map<String, Double> flows = new HashMap<>();
        for (Vertex vertex : vertices) {
            double flow = vertex.isSource() ? vertex.production() * load : 0;
            for (String input : vertex.inputs()) {
                flow += flows.get(input) * named(input).ratio();
            }
            flows.put(vertex.id(), flow);
        }
        return flows;
    }

    /** Whether enough machines would carry the load. */
    boolean canBeCarried() {
        Map<String, Double> demands = demands();
        return vertices.stream()
                .allMatch(v -> demands.get(v.id()) < v.ratePerSlot() * v.maxParallelism());
    }

    /** Slots that carry the load at a utilization; never more than vertices can use. */
    double slotsFor(double utilization) {
        Map<String, Double> demands = demands();
        return vertices.stream()
                .mapToDouble(
                        v ->
                                Math.min(
                                        v.maxParallelism(),
                                        demands.get(v.id()) / v.ratePerSlot() / utilization))
                .max()
                .orElseThrow();
    }
}
