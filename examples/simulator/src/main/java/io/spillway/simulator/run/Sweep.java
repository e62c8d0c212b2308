package io.spillway.simulator.run;

import io.spillway.scaling.model.ScalingSettings;
import io.spillway.simulator.trace.SineTrace;
import io.spillway.simulator.trace.StepTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tries settings of the model on a sine wave and on a step of the load. */
public final class Sweep {

    private static final int[] WINDOWS = {30, 60, 120};
    private static final double[] CHANGES = {0.05, 0.1, 0.15};
    private static final int[] CATCH_UPS = {5, 10, 15};

    /**
     * What settings lead to.
     *
     * @param sine one wave of four hours
     * @param step from a tenth of the load to all of it
     * @param caughtUpAfter seconds from the step until less than a second of load waits; NaN if
     *     that was never so
     */
    public record Point(ScalingSettings settings, Result sine, Result step, double caughtUpAfter) {}

    private Sweep() {}

    /**
     * Runs all. Takes some seconds.
     *
     * @param from machines at the sine's lowest point
     * @param to machines at the highest, and after the step
     */
    public static List<Point> run(SimulationSettings settings, Rule rule, double from, double to) {
        ScalingSettings scaling = settings.scaling();
        List<Point> points = new ArrayList<>();
        for (int window : WINDOWS) {
            for (double change : CHANGES) {
                for (int catchUp : CATCH_UPS) {
                    points.add(
                            point(
                                    settings.with(
                                            new ScalingSettings(
                                                    scaling.targetUtilization(),
                                                    Duration.ofMinutes(catchUp),
                                                    Duration.ofSeconds(window),
                                                    change,
                                                    scaling.publishInterval(),
                                                    scaling.settleTime())),
                                    rule,
                                    from,
                                    to));
                }
            }
        }
        return points;
    }

    private static Point point(SimulationSettings settings, Rule rule, double from, double to) {
        StepTrace trace = new StepTrace(to / 10, to, 7200);
        Result step = Simulation.run(settings, trace, rule);
        double late =
                step.samples().stream()
                        .filter(sample -> sample.backlogSeconds() >= 1)
                        .mapToDouble(Sample::second)
                        .max()
                        .orElse(trace.stepAt());
        return new Point(
                settings.scaling(),
                Simulation.run(settings, new SineTrace(from, to, 14_400), rule),
                step,
                late >= trace.seconds() - 1 ? Double.NaN : late - trace.stepAt());
    }
}
