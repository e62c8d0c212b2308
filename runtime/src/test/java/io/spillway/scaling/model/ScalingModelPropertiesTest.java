package io.spillway.scaling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.scaling.model.SteadyJob.Vertex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds for every graph and every trace: 100 random ones each. */
class ScalingModelPropertiesTest {

    /** The same graphs in each build; any other number holds as well. */
    private static final String SEED = "20261123";

    private static final ScalingSettings SETTINGS = ScalingSettings.DEFAULTS;

    /** Restart, settling, and a whole window of rates after it. */
    private static final int ONE_STEP = 20;

    @Property(tries = 100, seed = SEED)
    void convergesInThreeStepsAtConstantLoadAndStays(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int begin) {
        Random random = new Random(seed);
        SteadyJob job = randomJob(random, begin);
        while (!job.canBeCarried()) {
            job = randomJob(random, begin);
        }
        ScalingModel model = new ScalingModel(SETTINGS);
        int right = Math.max(1, ceil(job.slotsFor(0.8) / 2));

        int steps = 0;
        int size = begin;
        for (int round = 0; round < 12; round++) {
            OptionalInt required = OptionalInt.empty();
            for (int i = 0; i < ONE_STEP; i++) {
                required = model.next(job.next()).requiredTaskManagers();
            }
            // What piled up while the fleet was too small is worked off before fewer are asked for.
            for (double before = Double.MAX_VALUE; 0 < job.backlog() && job.backlog() < before; ) {
                before = job.backlog();
                required = model.next(job.next()).requiredTaskManagers();
            }
            for (int i = 0; i < ONE_STEP; i++) {
                required = model.next(job.next()).requiredTaskManagers();
            }
            if (required.getAsInt() != size) {
                steps++;
                size = required.getAsInt();
                model.next(job.restart(size));
            }
        }

        assertThat(steps).isLessThanOrEqualTo(3);
        assertThat(size)
                .isBetween(
                        ceil(right / (1 + SETTINGS.minimumChange())),
                        Math.max(right, ceil(right / (1 - SETTINGS.minimumChange()))));
    }

    @Property(tries = 100, seed = SEED)
    void givesNoImpossibleNumberWhateverIsMeasured(@ForAll long seed) {
        Random random = new Random(seed);
        ScalingModel model = new ScalingModel(SETTINGS);
        List<Observed> graph = randomGraph(random);
        int most = graph.stream().mapToInt(vertex -> vertex.maxParallelism).max().orElseThrow();
        Duration at = Duration.ZERO;

        for (int i = 0; i < 60; i++) {
            at = at.plusMillis(random.nextInt(20) == 0 ? -500 : 5_000 + random.nextInt(10_000));
            graph.forEach(vertex -> garble(random, vertex));
            List<VertexObservation> seen =
                    graph.stream()
                            .filter(any -> random.nextInt(100) > 0)
                            .map(Observed::build)
                            .toList();
            Decision decision =
                    model.next(
                            new JobObservation(
                                    "job",
                                    at,
                                    random.nextInt(64),
                                    2,
                                    random.nextInt(20) > 0,
                                    seen));

            decision.requiredSlots()
                    .ifPresent(slots -> assertThat(slots).isBetween(1, Math.max(2, most)));
            decision.requiredTaskManagers().ifPresent(n -> assertThat(n).isPositive());
            List<OptionalDouble> numbers = new ArrayList<>();
            numbers.add(decision.requiredSlotsRaw());
            numbers.add(decision.requiredSlotsSmoothed());
            numbers.forEach(n -> n.ifPresent(x -> assertThat(x).isBetween(0.0, (double) most)));
            numbers.add(decision.requiredCapacityPercent());
            numbers.add(decision.backlogSeconds());
            numbers.add(decision.utilization());
            decision.vertices()
                    .forEach(
                            v -> {
                                numbers.add(v.requiredSlots());
                                numbers.add(v.trueRatePerSlot());
                                numbers.add(v.demandPerSecond());
                            });
            numbers.forEach(n -> n.ifPresent(x -> assertThat(x).isFinite().isNotNegative()));
        }
    }

    @Property(tries = 100, seed = SEED)
    void moreDemandNeverNeedsLess(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0, max = 1e6) double more,
            @ForAll @IntRange(min = 1, max = 40) int intervals) {
        ScalingModel less = new ScalingModel(SETTINGS);
        ScalingModel equal = new ScalingModel(SETTINGS);
        Random random = new Random(seed);
        List<Observed> graph = randomGraph(random);
        Duration at = Duration.ZERO;
        for (int i = 0; i < intervals; i++) {
            at = at.plusSeconds(10);
            graph.forEach(vertex -> vary(random, vertex));
            JobObservation same = observe(at, graph);
            less.next(same);
            equal.next(same);
        }
        at = at.plusSeconds(10);
        graph.forEach(vertex -> vary(random, vertex));
        Decision low = less.next(observe(at, graph));
        graph.stream().filter(vertex -> vertex.inputs.isEmpty()).forEach(v -> v.backlog += more);
        Decision high = equal.next(observe(at, graph));

        assertThat(high.requiredTaskManagers().isPresent() || low.requiredTaskManagers().isEmpty())
                .isTrue();
        if (low.requiredTaskManagers().isPresent()) {
            assertThat(high.requiredTaskManagers().getAsInt())
                    .isGreaterThanOrEqualTo(low.requiredTaskManagers().getAsInt());
        }
        if (low.requiredSlotsSmoothed().isPresent()) {
            assertThat(high.requiredSlotsSmoothed().getAsDouble())
                    .isGreaterThanOrEqualTo(low.requiredSlotsSmoothed().getAsDouble() - 1e-9);
            assertThat(high.requiredSlotsRaw().getAsDouble())
                    .isGreaterThanOrEqualTo(low.requiredSlotsRaw().getAsDouble() - 1e-9);
        }
    }

    @Property(tries = 100, seed = SEED)
    void countsInAnyUnit(
            @ForAll long seed, @ForAll @DoubleRange(min = -6, max = 9) double magnitude) {
        SteadyJob records = randomJob(new Random(seed), 3);
        SteadyJob others = randomJob(new Random(seed), 3);
        others.unit(Math.pow(10, magnitude));
        ScalingModel model = new ScalingModel(SETTINGS);
        ScalingModel other = new ScalingModel(SETTINGS);
        Random load = new Random(seed);

        for (int i = 0; i < 50; i++) {
            double now = load.nextDouble() * 3;
            records.load(now);
            others.load(now);
            Decision one = model.next(records.next());
            Decision two = other.next(others.next());

            assertThat(two.outcome()).isEqualTo(one.outcome());
            assertThat(two.requiredSlotsSmoothed().orElse(-1))
                    .isCloseTo(one.requiredSlotsSmoothed().orElse(-1), within(1e-6));
        }
    }

    /** Whole TaskManagers; jobs at the edge of one are decided by rounding errors. */
    private static int ceil(double value) {
        return (int) Math.ceil(value - 1e-6);
    }

    private static JobObservation observe(Duration at, List<Observed> graph) {
        return new JobObservation(
                "job", at, 16, 2, true, graph.stream().map(Observed::build).toList());
    }

    /** One to three sources, up to seven vertices behind them, each reading from one to three. */
    private static SteadyJob randomJob(Random random, int taskManagers) {
        List<Vertex> vertices = new ArrayList<>();
        int sources = 1 + random.nextInt(3);
        int count = sources + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            List<String> inputs = i < sources ? List.of() : randomInputs(random, i);
            vertices.add(
                    new Vertex(
                            "v" + i,
                            inputs,
                            50 * Math.pow(40, random.nextDouble()),
                            0.1 + 1.4 * random.nextDouble(),
                            1000 * random.nextDouble(),
                            random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 128));
        }
        return new SteadyJob(2, taskManagers, vertices);
    }

    private static List<Observed> randomGraph(Random random) {
        List<Observed> graph = new ArrayList<>();
        int sources = 1 + random.nextInt(3);
        int count = sources + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            Observed vertex = Observed.source("v" + i, 100, 0.5);
            vertex.inputs = i < sources ? List.of() : randomInputs(random, i);
            vertex.parallelism(16, 16 + random.nextInt(100));
            graph.add(vertex);
        }
        return graph;
    }

    private static List<String> randomInputs(Random random, int before) {
        return IntStream.range(0, 1 + random.nextInt(Math.min(3, before)))
                .mapToObj(any -> "v" + random.nextInt(before))
                .distinct()
                .toList();
    }

    private static void vary(Random random, Observed vertex) {
        vertex.in = 1000 * random.nextDouble();
        vertex.out = 1000 * random.nextDouble();
        vertex.busy = random.nextDouble();
        vertex.maxBusy = Math.min(1, vertex.busy * (1 + random.nextDouble()));
        vertex.backlog = vertex.inputs.isEmpty() ? 10_000 * random.nextDouble() : Observed.MISSING;
    }

    private static void garble(Random random, Observed vertex) {
        vary(random, vertex);
        vertex.in = nonsense(random, vertex.in);
        vertex.out = nonsense(random, vertex.out);
        vertex.busy = nonsense(random, vertex.busy);
        vertex.maxBusy = nonsense(random, vertex.maxBusy);
        vertex.backlog = nonsense(random, vertex.backlog);
    }

    private static double nonsense(Random random, double value) {
        return switch (random.nextInt(20)) {
            case 0 -> Observed.MISSING;
            case 1 -> Double.NaN;
            case 2 -> -1e9;
            case 3 -> 0;
            case 4 -> 1e300;
            case 5 -> Double.POSITIVE_INFINITY;
            default -> value;
        };
    }
}
