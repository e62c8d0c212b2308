package io.spillway.simulator.report;

import io.spillway.charts.Numbers;
import io.spillway.simulator.run.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Simulations as lines of text, one below the other. */
public final class ResultTable {

    private ResultTable() {}

    /** A heading and a line for each result; with a step, what became of it too. */
    public static List<String> of(List<Result> results) {
        boolean step = results.stream().anyMatch(result -> !Double.isNaN(result.overshoot()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(heading("rule", step));
        results.forEach(result -> rows.add(row(result.rule().text(), result, step)));
        return aligned(rows);
    }

    static List<String> heading(String first, boolean step) {
        List<String> heading =
                new ArrayList<>(
                        List.of(
                                first,
                                "over",
                                "under",
                                "p99 backlog",
                                "peak backlog",
                                "rescales",
                                "per 10 % of load"));
        if (step) {
            heading.addAll(List.of("right size after", "steps", "overshoot"));
        }
        return heading;
    }

    static List<String> row(String first, Result result, boolean step) {
        List<String> row =
                new ArrayList<>(
                        List.of(
                                first,
                                percent(result.over()),
                                percent(result.under()),
                                seconds(result.p99BacklogSeconds()),
                                seconds(result.peakBacklogSeconds()),
                                Integer.toString(result.rescales()),
                                result.loadChanges() > 0
                                        ? Numbers.decimal(
                                                result.rescales() / result.loadChanges(), 2)
                                        : "-"));
        if (step) {
            boolean reached = result.steps() >= 0;
            row.add(reached ? Numbers.decimal(result.secondsToSize(), 0) + " s" : "never");
            row.add(reached ? Integer.toString(result.steps()) : "-");
            row.add(percent(result.overshoot()));
        }
        return row;
    }

    /** Columns as wide as their widest entry, numbers to the right. */
    static List<String> aligned(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
                String blanks = " ".repeat(width - row.get(i).length());
                line.append(i == 0 ? row.get(i) + blanks : "  " + blanks + row.get(i));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f s", value);
    }
}
