package io.spillway.demo.report;

import static io.spillway.charts.Markup.escape;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.spillway.charts.Ink;
import io.spillway.charts.Numbers;
import io.spillway.charts.SvgSurface;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The same load in several ways, side by side: {@code report.html} with one table and one set of
 * pictures, and {@code report.json} with each run's totals by its name.
 *
 * @param heading of the page
 * @param runs in the order to be shown, each with a name of its own and its report in the folder of
 *     that name
 * @param extra rows to show below the usual ones
 */
public record Comparison(String heading, List<Run> runs, List<Row> extra) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int WIDE = 600;
    private static final int HIGH = 310;

    /** A row of the table: what it is, and each run's value. */
    public record Row(String name, List<String> values) {}

    /** One of the runs: one word, and what it saw. */
    public record Run(String name, DemoRecording recording) {}

    public Comparison {
        runs = List.copyOf(runs);
        extra = List.copyOf(extra);
    }

    /** The same load in several modes. */
    public static Comparison ofModes(List<DemoRecording> recordings) {
        return new Comparison(
                "The same load, in " + recordings.size() + " modes",
                recordings.stream().map(r -> new Run(r.totals().mode(), r)).toList(),
                List.of());
    }

    /** The runs' names, in order. */
    public List<String> names() {
        return runs.stream().map(Run::name).toList();
    }

    /** The table. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>(usualRows());
        rows.addAll(extra);
        return rows;
    }

    private List<Row> usualRows() {
        return List.of(
                row("records", t -> Numbers.count(t.records())),
                row("lost", t -> Numbers.count(t.lost())),
                row("duplicated", t -> Numbers.count(t.duplicated())),
                row("processed again", t -> Numbers.count(t.processedAgain())),
                row("longest time without output", t -> Numbers.milliseconds(t.longestGapMs())),
                row("restarts", t -> Numbers.count(t.rescales())),
                row("of these planned", t -> Numbers.count(t.plannedRescales())),
                row("failures", t -> Numbers.count(t.failures())),
                row("downtime in all", t -> Numbers.milliseconds(t.downtimeMs())),
                row("highest backlog", t -> Numbers.seconds(t.peakBacklogSeconds())),
                row("backlog, 99th percentile", t -> Numbers.seconds(t.p99BacklogSeconds())),
                row("most TaskManagers", t -> Numbers.count(t.maxTaskManagers())),
                row(
                        "TaskManager-seconds above the ideal",
                        t -> Numbers.decimal(t.areaOverIdeal(), 0)),
                row(
                        "TaskManager-seconds below the ideal",
                        t -> Numbers.decimal(t.areaUnderIdeal(), 0)));
    }

    private Row row(String name, Function<Totals, String> value) {
        return new Row(
                name, runs.stream().map(run -> value.apply(run.recording().totals())).toList());
    }

    /**
     * Writes both files.
     *
     * @param directory where to; made when it is missing
     * @return the files, the page first
     */
    public List<Path> write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path page = directory.resolve("report.html");
        Path json = directory.resolve("report.json");
        Files.writeString(page, html(), StandardCharsets.UTF_8);
        Files.writeString(json, json(), StandardCharsets.UTF_8);
        return List.of(page, json);
    }

    private String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("mode", "compare");
            json.writeObjectFieldStart("runs");
            for (Run run : runs) {
                json.writeObjectFieldStart(run.name());
                ReportJson.totals(json, run.recording().totals());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text + "\n";
    }

    private String html() {
        List<String> lines = new ArrayList<>();
        lines.add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>");
        lines.add(
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                        + "<title>"
                        + escape(heading)
                        + "</title>");
        lines.add("<style>\n" + Ink.styleSheet() + ReportPage.resource("report.css"));
        lines.add(".pair { display: flex; flex-wrap: wrap; gap: 24px; }");
        lines.add(".pair figure { flex: 1 1 340px; }\n</style>\n</head>\n<body>");
        lines.add("<header><h1>" + escape(heading) + "</h1></header>\n<main>");
        table(lines);
        for (Panel panel : Panel.values()) {
            lines.add("<h2>" + escape(panel.title) + "</h2>\n<div class=\"pair\">");
            for (Run run : runs) {
                picture(lines, panel, run);
            }
            lines.add("</div>");
        }
        lines.add("</main>\n</body>\n</html>\n");
        return String.join("\n", lines);
    }

    private void table(List<String> lines) {
        lines.add("<table>\n<thead><tr><th scope=\"col\"></th>");
        for (Run run : runs) {
            String name = escape(run.name());
            lines.add(
                    "<th scope=\"col\"><a href=\"" + name + "/report.html\">" + name + "</a></th>");
        }
        lines.add("</tr></thead>\n<tbody>");
        for (Row row : rows()) {
            StringBuilder line = new StringBuilder("<tr><th scope=\"row\">");
            line.append(escape(row.name())).append("</th>");
            row.values().forEach(v -> line.append("<td>").append(escape(v)).append("</td>"));
            lines.add(line.append("</tr>").toString());
        }
        lines.add("</tbody>\n</table>");
    }

    private static void picture(List<String> lines, Panel panel, Run run) {
        SvgSurface surface = new SvgSurface();
        new PanelChart(run.recording()).draw(surface, panel, WIDE, HIGH);
        String name = escape(run.name());
        lines.add(
                "<figure>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s, %s\">"
                        .formatted(WIDE, HIGH, escape(panel.title), name));
        lines.add(surface.elements() + "</svg>\n<figcaption>" + name + "</figcaption>");
        lines.add("</figure>");
    }
}
