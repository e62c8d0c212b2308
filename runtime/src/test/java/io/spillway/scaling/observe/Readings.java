package io.spillway.scaling.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counters of made-up tasks that do steady work. */
final class Readings {
    static final Duration SINCE = Duration.ofSeconds(100);

    private Readings() {}

    static JobReading job(double second, VertexReading... vertices) {
        return new JobReading("job", at(second), Optional.of(SINCE), List.of(vertices));
    }

    /** Seconds after the tasks came up. */
    static Duration at(double second) {
        return SINCE.plusNanos((long) (second * 1e9));
    }

    static VertexReading source(SubtaskReading... subtasks) {
        return new VertexReading(
                "source", "Source: orders", 128, List.of(), true, List.of(subtasks));
    }

    static VertexReading map(SubtaskReading... subtasks) {
        return new VertexReading("map", "Map", 128, List.of("source"), false, List.of(subtasks));
    }

    /** After {@code second}s of {@code rate} records/s in and twice that out, 25 % busy. */
    static SubtaskReading steady(int index, int attempt, double second, double rate) {
        return new SubtaskReading(
                index,
                attempt,
                false,
                rate * second,
                2 * rate * second,
                250 * second,
                650 * second,
                100 * second,
                40);
    }

    static SubtaskReading[] steady(int subtasks, double second, double rate) {
        List<SubtaskReading> all = new ArrayList<>();
        for (int i = 0; i < subtasks; i++) {
            all.add(steady(i, 0, second, rate));
        }
        return all.toArray(SubtaskReading[]::new);
    }
}
