package io.spillway.demo.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One number of the samples over time. */
final class Column {

    private final double[] times;
    private final double[] values;

    /**
     * Keeps the arrays as they are.
     *
     * @param times seconds, not descending
     * @param values as many; NaN where it is not known
     */
    Column(double[] times, double[] values) {
        this.times = times;
        this.values = values;
    }

    double[] times() {
        return times;
    }

    double[] values() {
        return values;
    }

    static Column of(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return new Column(
                samples.stream().mapToDouble(Sample::second).toArray(),
                samples.stream().mapToDouble(value).toArray());
    }

    /** Each TaskManager's load by its id, in the order in which they came. */
    static Map<String, Column> loads(List<Sample> samples) {
        Map<String, Growing> growing = new LinkedHashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            int index = i;
            sample.loadPerTaskManager()
                    .forEach(
                            (id, load) ->
                                    growing.computeIfAbsent(id, any -> new Growing())
                                            .add(index, sample.second(), load));
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        growing.forEach((id, column) -> columns.put(id, column.done()));
        return columns;
    }

    /** The highest value that is known; 0 if there is none. */
    double highest() {
        return Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
    }

    private static final class Growing {
        private final List<Double> times = new ArrayList<>();
        private final List<Double> values = new ArrayList<>();
        private int last = -1;

        void add(int index, double time, double value) {
            if (last >= 0 && index > last + 1) {
                times.add(time); // it was away: a gap in its line
                values.add(Double.NaN);
            }
            last = index;
            times.add(time);
            values.add(value);
        }

        Column done() {
            return new Column(
                    times.stream().mapToDouble(Double::doubleValue).toArray(),
                    values.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}
