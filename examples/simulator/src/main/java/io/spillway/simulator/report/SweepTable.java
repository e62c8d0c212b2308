package io.spillway.simulator.report;

import io.spillway.scaling.model.ScalingSettings;
import io.spillway.simulator.run.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What settings of the model lead to, a line each. */
public final class SweepTable {

    private SweepTable() {}

    /** A heading and a line for each point; the defaults are marked. */
    public static List<String> of(List<Sweep.Point> points) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "window",
                        "min. change",
                        "catch-up",
                        "",
                        "sine: over",
                        "under",
                        "p99 backlog",
                        "per 10 %",
                        "step: right after",
                        "overshoot",
                        "caught up after"));
        for (Sweep.Point point : points) {
            ScalingSettings settings = point.settings();
            rows.add(
                    List.of(
                            settings.window().toSeconds() + " s",
                            ResultTable.percent(settings.minimumChange()),
                            settings.catchUpTime().toMinutes() + " min",
                            settings.equals(ScalingSettings.DEFAULTS) ? "default" : "",
                            ResultTable.percent(point.sine().over()),
                            ResultTable.percent(point.sine().under()),
                            format("%.1f s", point.sine().p99BacklogSeconds()),
                            format("%.2f", point.sine().rescales() / point.sine().loadChanges()),
                            format("%.0f s", point.step().secondsToSize()),
                            ResultTable.percent(point.step().overshoot()),
                            format("%.0f s", point.caughtUpAfter())));
        }
        return ResultTable.aligned(rows);
    }

    private static String format(String format, double value) {
        return Double.isNaN(value) ? "never" : String.format(Locale.ROOT, format, value);
    }
}
