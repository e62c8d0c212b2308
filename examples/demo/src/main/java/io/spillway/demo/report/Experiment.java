package io.spillway.demo.report;

import io.spillway.charts.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The same load under several scaling rules, and whether the last one reaches what was set for it.
 *
 * @param runs the rules by name, in the order to be shown; the first is what the last one is
 *     measured by
 * @param catchUpSeconds how long after a scale-in a scale-out would be the fleet's own doing
 */
public record Experiment(List<Comparison.Run> runs, double catchUpSeconds) {

    /** The highest lag of the demo of 2021 was 75k records at 6k records/s. */
    static final double SEED_BACKLOG_SECONDS = 12.5;

    static final double MOST_AREA = 0.5;
    static final double MOST_BACKLOG_SECONDS = SEED_BACKLOG_SECONDS / 3;

    public Experiment {
        runs = List.copyOf(runs);
    }

    /**
     * One thing to reach.
     *
     * @param text what it is, with the number that it was measured with
     * @param reached whether it was
     */
    public record Goal(String text, boolean reached) {}

    /** One table and one set of pictures for all. */
    public Comparison comparison() {
        return new Comparison(
                "The same load, under " + runs.size() + " scaling rules", runs, extra());
    }

    private List<Comparison.Row> extra() {
        return List.of(
                row("scale-outs", r -> count(r, Event.Kind.SCALE_OUT)),
                row("scale-ins", r -> count(r, Event.Kind.SCALE_IN)),
                row(
                        "scale-outs within %.0f s of a scale-in".formatted(catchUpSeconds),
                        this::rebounds));
    }

    private Comparison.Row row(String name, ToDoubleFunction<DemoRecording> value) {
        return new Comparison.Row(
                name,
                runs.stream()
                        .map(run -> value.applyAsDouble(run.recording()))
                        .map(number -> Numbers.count(Math.round(number)))
                        .toList());
    }

    /** What the last rule has to reach, and whether it does. */
    public List<Goal> goals() {
        DemoRecording first = runs.get(0).recording();
        DemoRecording last = runs.get(runs.size() - 1).recording();
        String rule = runs.get(0).name();
        List<Goal> goals = new ArrayList<>();
        double area = last.totals().areaOverIdeal() / first.totals().areaOverIdeal();
        goals.add(
                goal(
                        area <= MOST_AREA,
                        "capacity above the ideal is %.2f of that under %s; at most %.2f",
                        area,
                        rule,
                        MOST_AREA));
        double backlog = last.totals().peakBacklogSeconds();
        goals.add(
                goal(
                        backlog <= MOST_BACKLOG_SECONDS,
                        "highest backlog is %.1f s of traffic; at most %.1f s",
                        backlog,
                        MOST_BACKLOG_SECONDS));
        double rebounds = rebounds(last);
        goals.add(
                goal(
                        rebounds == 0,
                        "%.0f scale-outs within %.0f s of a scale-in; none allowed",
                        rebounds,
                        catchUpSeconds));
        return goals;
    }

    private static Goal goal(boolean reached, String text, Object... values) {
        return new Goal(String.format(Locale.ROOT, text, values), reached);
    }

    private static double count(DemoRecording run, Event.Kind kind) {
        return run.events().stream().filter(e -> e.kind() == kind).count();
    }

    /** Scale-outs that follow a scale-in within the catch-up time. */
    private double rebounds(DemoRecording run) {
        double lastIn = Double.NEGATIVE_INFINITY;
        int rebounds = 0;
        for (Event event : run.events()) {
            if (event.kind() == Event.Kind.SCALE_IN) {
                lastIn = event.second();
            } else if (event.kind() == Event.Kind.SCALE_OUT
                    && event.second() - lastIn <= catchUpSeconds) {
                rebounds++;
            }
        }
        return rebounds;
    }
}
