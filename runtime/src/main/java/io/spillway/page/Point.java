package io.spillway.page;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured at one moment. What isn't known (missing, not a finite number) leaves a gap.
 *
 * @param second seconds since the page's start, 0 or more
 * @param values by the ids of lines
 * @param members values of lines that have one for each TaskManager, by the line's and the
 *     TaskManager's id
 */
public record Point(
        double second, Map<String, Double> values, Map<String, Map<String, Double>> members) {

    public Point {
        values = finite(values);
        Map<String, Map<String, Double>> groups = new TreeMap<>();
        members.forEach((line, group) -> groups.put(line, finite(group)));
        members = Map.copyOf(groups);
    }

    /** A point without members. */
    public Point(double second, Map<String, Double> values) {
        this(second, values, Map.of());
    }

    private static Map<String, Double> finite(Map<String, Double> values) {
        Map<String, Double> known = new LinkedHashMap<>(values);
        known.values().removeIf(value -> value == null || !Double.isFinite(value));
        known.replaceAll((name, value) -> Math.rint(value * 1000) / 1000);
        return Map.copyOf(known);
    }
}
