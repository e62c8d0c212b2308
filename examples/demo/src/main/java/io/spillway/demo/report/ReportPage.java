package io.spillway.demo.report;

import static io.spillway.charts.Markup.escape;

import io.spillway.charts.Ink;
import io.spillway.charts.Numbers;
import io.spillway.charts.Plot;
import io.spillway.charts.SvgSurface;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes {@code report.html}: one file that loads nothing else, for light and dark, for telephones
 * and desks, and well-formed as XML too. Each panel is there twice, drawn for wide and for narrow
 * columns; the style sheet shows one.
 */
final class ReportPage {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** More rows than that help nobody; report.json has them all. */
    private static final int MOST_ROWS = 2000;

    private final DemoRecording recording;
    private final PanelChart chart;
    private final List<Move> moves;
    private final StringBuilder html = new StringBuilder(1 << 18);

    private ReportPage(DemoRecording recording) {
        this.recording = recording;
        this.chart = new PanelChart(recording);
        this.moves = Move.of(recording.events());
    }

    static String of(DemoRecording recording) {
        return new ReportPage(recording).page();
    }

    private String page() {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        add("<title>", escape(recording.title()), "</title>\n");
        add("<style>\n", Ink.styleSheet(), resource("report.css"), "</style>\n</head>\n<body>\n");
        header();
        add("<main>\n");
        verdict();
        keyNumbers();
        panels();
        moves();
        settings();
        meanings();
        add("</main>\n<footer class=\"small muted\">\n");
        add("<p>Made by <code>spillway demo</code>. ");
        add("All samples and events are in <code>report.json</code> beside this page.</p>\n");
        add("</footer>\n<script type=\"application/json\" id=\"data\">");
        add(PageData.of(recording.samples()).replace("<", "\\u003c").replace("&", "\\u0026"));
        add("</script>\n<script>\n", resource("report.js"), "</script>\n</body>\n</html>\n");
        return html.toString();
    }

    private void header() {
        add("<header>\n<h1>", escape(recording.title()), "</h1>\n");
        add("<p class=\"muted\">");
        add(DAY.format(Instant.ofEpochMilli(recording.startedEpochMs())));
        if (!recording.samples().isEmpty()) {
            double last = recording.samples().get(recording.samples().size() - 1).second();
            add(" · ", Numbers.span(last));
        }
        add(" · mode ", escape(recording.totals().mode()), "</p>\n</header>\n");
    }

    private void verdict() {
        Totals totals = recording.totals();
        Verdict verdict = Verdict.of(totals);
        add("<section class=\"verdict ", verdict.tone(), "\" aria-labelledby=\"verdict\">\n");
        add("<h2 id=\"verdict\"><span class=\"sign\" aria-hidden=\"true\">", verdict.sign());
        add("</span>", verdict.sentence(), "</h2>\n<dl class=\"facts\">\n");
        fact("records", totals.records());
        fact("lost", totals.lost());
        fact("duplicated", totals.duplicated());
        fact("processed again", totals.processedAgain());
        fact("failures", totals.failures());
        add("</dl>\n<p class=\"small\">", verdict.remark(), "</p>\n</section>\n");
    }

    private void fact(String name, long value) {
        add("<div><dt>", name, "</dt><dd>", Numbers.count(value), "</dd></div>\n");
    }

    private void keyNumbers() {
        add("<section aria-labelledby=\"numbers\">\n<h2 id=\"numbers\">The run in numbers</h2>\n");
        add("<p class=\"small muted\">“2021” is what Flink’s own demo of Reactive Mode told of ");
        add("itself (<cite>Scaling Flink automatically with Reactive Mode</cite>, Apache Flink ");
        add("blog, 6 May 2021). It ran on other machines at up to 6,000 records/s.</p>\n");
        add("<ul class=\"cards\">\n");
        for (KeyNumber number : KeyNumber.of(recording, moves)) {
            add("<li><h3>", escape(number.name()), "</h3>");
            add("<p class=\"value\">", escape(number.value()), "</p>");
            add("<p>", escape(number.explanation()), "</p>");
            if (!number.seed().isEmpty()) {
                add("<p class=\"seed\">2021: ", escape(number.seed()), "</p>");
            }
            add("</li>\n");
        }
        add("</ul>\n</section>\n");
    }

    private void panels() {
        add("<section aria-labelledby=\"panels\">\n<h2 id=\"panels\">Over time</h2>\n");
        key();
        add("<div class=\"panels\">\n");
        PanelText text = new PanelText(recording);
        for (Panel panel : Panel.values()) {
            add("<figure>\n");
            svg(panel, "wide", 600, 310, text);
            svg(panel, "narrow", 358, 280, text);
            add("<figcaption>", escape(PanelText.howToRead(panel)), "</figcaption>\n</figure>\n");
        }
        add("</div>\n</section>\n");
    }

    private void key() {
        List<Event.Kind> kinds =
                recording.events().stream().map(Event::kind).distinct().sorted().toList();
        if (kinds.isEmpty()) {
            return;
        }
        add("<ul class=\"key\" aria-label=\"Marks in the panels\">\n");
        for (Event.Kind kind : kinds) {
            SvgSurface sign = new SvgSurface();
            Marks.drawKey(sign, kind, 0, 0);
            add("<li><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\">", sign.elements(), "</svg>");
            add(Marks.meaning(kind), "</li>\n");
        }
        add("</ul>\n");
    }

    private void svg(Panel panel, String width, int wide, int high, PanelText text) {
        SvgSurface surface = new SvgSurface();
        Plot plot = chart.draw(surface, panel, wide, high);
        String id = panel.file + "-" + width;
        add("<svg class=\"", width, "\" viewBox=\"0 0 ", wide + " " + high, "\" role=\"img\"");
        add(" aria-labelledby=\"", id, "-t ", id, "-d\" data-panel=\"", panel.file, "\"");
        add(" data-plot='{\"left\":", Numbers.decimal(plot.left(), 1));
        add(",\"right\":", Numbers.decimal(plot.right(), 1));
        add(",\"top\":", Numbers.decimal(plot.top(), 1));
        add(",\"bottom\":", Numbers.decimal(plot.bottom(), 1));
        add(",\"end\":", Numbers.decimal(plot.time().max(), 3), "}'>\n");
        add("<title id=\"", id, "-t\">", escape(panel.title + ", " + panel.unit), "</title>\n");
        add("<desc id=\"", id, "-d\">", escape(text.describe(panel)), "</desc>\n");
        // An invisible ground, so that the pointer is over the picture everywhere.
        add("<rect width=\"", wide + "\" height=\"" + high, "\" fill=\"none\"");
        add(" pointer-events=\"all\"/>\n");
        add(surface.elements(), "</svg>\n");
    }

    private void moves() {
        add("<section aria-labelledby=\"moves\">\n<h2 id=\"moves\">Drains and rescales</h2>\n");
        if (moves.isEmpty()) {
            add("<p>There was none.</p>\n</section>\n");
            return;
        }
        add("<table class=\"moves\">\n<caption>Each restart of the job with what led to it. ");
        add("TaskManagers that left or joined within a moment share one. “Notice → drained” is ");
        add("how long the slowest of them had to wait until it could be stopped.</caption>\n");
        add("<thead><tr><th scope=\"col\">When</th><th scope=\"col\">What</th>");
        add("<th scope=\"col\">TaskManagers</th><th scope=\"col\">Change</th>");
        add("<th scope=\"col\" class=\"number\">Checkpoint</th>");
        add("<th scope=\"col\" class=\"number\">Notice → drained</th>");
        add("<th scope=\"col\" class=\"number\">Downtime</th></tr></thead>\n<tbody>\n");
        for (Move move : moves.subList(0, Math.min(moves.size(), MOST_ROWS))) {
            boolean wrong = move.kind() == Event.Kind.FAILURE || move.kind() == Event.Kind.LOSS;
            add("<tr><th scope=\"row\">", Numbers.clock(move.second()), "</th>");
            cell("What", wrong ? "wrong" : "", what(move.kind()));
            cell("TaskManagers", "", String.join(", ", move.taskManagers()));
            cell("Change", "", move.text());
            cell("Checkpoint", "number", orNothing(move.checkpointId(), String::valueOf));
            cell("Notice → drained", "number", milliseconds(move.noticeToDrainedMs()));
            cell("Downtime", "number", milliseconds(move.downtimeMs()));
            add("</tr>\n");
        }
        add("</tbody>\n</table>\n");
        if (moves.size() > MOST_ROWS) {
            add("<p class=\"small muted\">The first ", Numbers.count(MOST_ROWS), " of ");
            add(Numbers.count(moves.size()), "; report.json has them all.</p>\n");
        }
        add("</section>\n");
    }

    private static String what(Event.Kind kind) {
        return switch (kind) {
            case DRAIN -> "drain";
            case RESCALE -> "join";
            case FAILURE -> "failure";
            case LOSS -> "loss";
            case SCALE_OUT, SCALE_IN, NOTE -> throw new IllegalArgumentException(kind.name());
        };
    }

    private static String milliseconds(Double value) {
        return orNothing(value, ms -> Numbers.decimal(ms, 0) + " ms");
    }

    private static <T> String orNothing(T value, Function<T, String> text) {
        return value == null ? "" : text.apply(value);
    }

    private void cell(String label, String style, String text) {
        boolean none = text.isEmpty();
        String classes = (style + (none ? " none" : "")).strip();
        add("<td", classes.isEmpty() ? "" : " class=\"" + classes + "\"");
        add(" data-label=\"", label, "\">", none ? "–" : escape(text), "</td>");
    }

    private void settings() {
        add("<section aria-labelledby=\"settings\">\n<h2 id=\"settings\">Settings</h2>\n");
        if (recording.settings().isEmpty()) {
            add("<p>None were recorded.</p>\n</section>\n");
            return;
        }
        add("<table class=\"settings\">\n<caption>What the run was started with.</caption>\n");
        add("<thead><tr><th scope=\"col\">Setting</th><th scope=\"col\">Value</th></tr></thead>\n");
        add("<tbody>\n");
        for (Map.Entry<String, String> setting : recording.settings().entrySet()) {
            add("<tr><th scope=\"row\">", escape(setting.getKey()), "</th>");
            add("<td>", escape(setting.getValue()), "</td></tr>\n");
        }
        add("</tbody>\n</table>\n</section>\n");
    }

    private void meanings() {
        add(
                """
                <section aria-labelledby="meanings">
                <h2 id="meanings">What the words mean</h2>
                """);
        add("<dl class=\"meanings\">\n");
        PanelText.MEANINGS.forEach(
                meaning ->
                        add(
                                "<dt>",
                                escape(meaning.getKey()),
                                "</dt><dd>",
                                escape(meaning.getValue()),
                                "</dd>\n"));
        add("</dl>\n</section>\n");
    }

    static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String... parts) {
        for (String part : parts) {
            html.append(part);
        }
    }
}
