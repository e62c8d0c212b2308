package io.spillway.scaling.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Builds observations by hand. */
final class Observed {

    static final double MISSING = Double.MIN_VALUE;

    String id;
    int parallelism = 4;
    int maxParallelism = 128;
    List<String> inputs = List.of();
    boolean finished;
    double in = MISSING;
    double out = MISSING;
    double busy = MISSING;
    double maxBusy = MISSING;
    double backPressured = 0;
    double backlog = MISSING;

    static Observed source(String id, double rate, double busy) {
        Observed vertex = new Observed();
        vertex.id = id;
        vertex.in = rate;
        vertex.out = rate;
        vertex.busy = busy;
        vertex.backlog = 0;
        return vertex;
    }

    static Observed vertex(String id, double rate, double busy, String... inputs) {
        Observed vertex = source(id, rate, busy);
        vertex.inputs = List.of(inputs);
        vertex.backlog = MISSING;
        return vertex;
    }

    Observed parallelism(int now, int most) {
        parallelism = now;
        maxParallelism = most;
        return this;
    }

    Observed in(double value) {
        in = value;
        return this;
    }

    Observed out(double value) {
        out = value;
        return this;
    }

    Observed busy(double mean, double most) {
        busy = mean;
        maxBusy = most;
        return this;
    }

    Observed backPressured(double value) {
        backPressured = value;
        return this;
    }

    Observed backlog(double value) {
        backlog = value;
        return this;
    }

    Observed finished() {
        finished = true;
        return this;
    }

    VertexObservation build() {
        return new VertexObservation(
                id,
                id,
                parallelism,
                maxParallelism,
                inputs,
                inputs.isEmpty(),
                finished,
                optional(in),
                optional(out),
                optional(busy),
                OptionalDouble.of(backPressured),
                OptionalDouble.empty(),
                optional(maxBusy == MISSING ? busy : maxBusy),
                optional(backlog));
    }

    private static OptionalDouble optional(double value) {
        return value == MISSING ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Feeds a model one observation after the other, 10 s apart. */
    static final class Feed {
        final ScalingModel model;
        Duration at = Duration.ZERO;
        int slots = 4;
        int slotsPerTaskManager = 1;
        boolean running = true;

        Feed(ScalingSettings settings) {
            model = new ScalingModel(settings);
        }

        Decision next(Observed... vertices) {
            at = at.plusSeconds(10);
            List<VertexObservation> built = new ArrayList<>();
            for (Observed vertex : vertices) {
                built.add(vertex.build());
            }
            return model.next(
                    new JobObservation("job", at, slots, slotsPerTaskManager, running, built));
        }

        /** Long enough for rates to settle and the window to fill twice. */
        Decision settled(Observed... vertices) {
            return times(20, vertices);
        }

        Decision times(int count, Observed... vertices) {
            Decision decision = null;
            for (int i = 0; i < count; i++) {
                decision = next(vertices);
            }
            return decision;
        }
    }
}
