package io.spillway.demo.report;

import io.spillway.charts.Ink;
import io.spillway.charts.Numbers;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The four panels, as in the Reactive Mode demo of 2021. */
enum Panel {
    LAG(
            "lag",
            "Consumer lag",
            "records",
            1,
            List.of(new Line("waiting in the topic", "lag", Ink.ACTUAL, 2, 1, false, Panel::lag))),
    THROUGHPUT(
            "throughput",
            "Throughput",
            "records per second",
            1,
            List.of(
                    new Line(
                            "offered", "offered", Ink.OFFERED, 4, 0.45, false, Sample::offeredRate),
                    new Line(
                            "processed",
                            "processed",
                            Ink.ACTUAL,
                            1.5,
                            1,
                            false,
                            Sample::throughput))),
    LOAD(
            "load",
            "Load per TaskManager",
            "busy time",
            0.25,
            List.of(new Line("mean", "load", Ink.TEXT, 1.4, 0.9, false, Panel::meanLoad))),
    TASK_MANAGERS(
            "taskmanagers",
            "TaskManagers",
            "count",
            1,
            List.of(
                    new Line(
                            "asked for",
                            "desired",
                            Ink.DESIRED,
                            1.2,
                            1,
                            true,
                            Sample::desiredTaskManagers),
                    new Line(
                            "ideal",
                            "ideal",
                            Ink.OFFERED,
                            1.8,
                            1,
                            false,
                            Sample::idealTaskManagers),
                    new Line(
                            "registered",
                            "registered",
                            Ink.ACTUAL,
                            2.2,
                            1,
                            true,
                            Sample::taskManagers)));

    /**
     * One number over time.
     *
     * @param name in the legend
     * @param key in the page's data
     * @param ink its colour
     * @param width of the line in CSS pixels
     * @param opacity of the line, 0 to 1
     * @param steps whether it stays as it is until the next sample
     * @param value reads it; NaN where it is not known
     */
    record Line(
            String name,
            String key,
            Ink ink,
            double width,
            double opacity,
            boolean steps,
            ToDoubleFunction<Sample> value) {}

    /** File name, without its ending. */
    final String file;

    final String title;
    final String unit;

    /** The axis has no ticks closer to each other than that. */
    final double smallestStep;

    /** Drawn in this order. */
    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, of stateless lambdas
    final List<Line> lines;

    Panel(String file, String title, String unit, double smallestStep, List<Line> lines) {
        this.file = file;
        this.title = title;
        this.unit = unit;
        this.smallestStep = smallestStep;
        this.lines = lines;
    }

    /** How a value reads on the axis. */
    String axisLabel(double value) {
        return this == LOAD ? Numbers.decimal(value * 100, 0) + " %" : Numbers.compact(value);
    }

    static double lag(Sample sample) {
        return sample.lagRecords() < 0 ? Double.NaN : sample.lagRecords();
    }

    static double meanLoad(Sample sample) {
        return sample.loadPerTaskManager().values().stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }
}
