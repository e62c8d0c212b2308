package io.spillway.demo.terminal;

import io.spillway.demo.report.Comparison;
import io.spillway.demo.report.Experiment;
import io.spillway.demo.report.Totals;
import io.spillway.demo.run.DemoResult;
import io.spillway.demo.run.Loss;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** What the demo says at its end. */
public final class Summary {
    private Summary() {}

    /** Prints it. */
    public static void print(DemoResult result, Loss loss, PrintStream out) {
        Totals totals = result.recording().totals();
        out.println();
        line(
                out,
                "records",
                "%s, %s"
                        .formatted(
                                Words.count(totals.records()),
                                totals.exactlyOnce() && result.foreign() == 0
                                        ? "each counted exactly once"
                                        : "NOT counted exactly once"));
        line(
                out,
                "",
                "%s lost, %s duplicated, %s processed again in aborted transactions"
                        .formatted(
                                Words.count(totals.lost()),
                                Words.count(totals.duplicated()),
                                Words.count(totals.processedAgain())));
        if (result.foreign() > 0) {
            line(out, "", Words.count(result.foreign()) + " in the output that nobody sent");
        }
        line(
                out,
                "moves of the job",
                "%d, %d of them planned; %d failures%s"
                        .formatted(
                                totals.rescales(),
                                totals.plannedRescales(),
                                totals.failures(),
                                result.provokedFailures() == 0
                                        ? ""
                                        : ", %d of them caused from the page"
                                                .formatted(result.provokedFailures())));
        line(
                out,
                "no output",
                "%s at the longest; restarting took %s in all"
                        .formatted(
                                Words.milliseconds(totals.longestGapMs()),
                                Words.milliseconds(totals.downtimeMs())));
        line(
                out,
                "backlog",
                "%s s of traffic at the most, %s s at the 99th percentile"
                        .formatted(
                                Words.oneDigit(totals.peakBacklogSeconds()),
                                Words.oneDigit(totals.p99BacklogSeconds())));
        line(
                out,
                "TaskManagers",
                "%d at the most; %s TaskManager-seconds above the ideal, %s below"
                        .formatted(
                                totals.maxTaskManagers(),
                                Words.count(totals.areaOverIdeal()),
                                Words.count(totals.areaUnderIdeal())));
        if (!result.report().isEmpty()) {
            line(out, "report", result.report().get(0).toString());
        }
        if (!result.isGood(loss)) {
            out.println("This is not as it should be; the logs are beside the report, in logs/.");
        }
        out.flush();
    }

    /** Prints a comparison as a table. */
    public static void print(Comparison comparison, Path page, PrintStream out) {
        out.println();
        out.printf("  %-38s", "");
        comparison.names().forEach(name -> out.printf("%14s", name));
        out.println();
        for (Comparison.Row row : comparison.rows()) {
            out.printf("  %-38s", row.name());
            row.values().forEach(value -> out.printf("%14s", value));
            out.println();
        }
        line(out, "report", page.toString());
        out.flush();
    }

    /** Prints what an experiment was to reach. */
    public static void print(List<Experiment.Goal> goals, PrintStream out) {
        goals.forEach(goal -> line(out, goal.reached() ? "reached" : "MISSED", goal.text()));
        out.flush();
    }

    private static void line(PrintStream out, String name, String text) {
        out.printf("  %-18s %s%n", name, text);
    }
}
