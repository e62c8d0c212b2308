package io.spillway.demo.report;

import io.spillway.charts.Axis;
import io.spillway.charts.Ink;
import io.spillway.charts.Numbers;
import io.spillway.charts.Plot;
import io.spillway.charts.Surface;
import io.spillway.charts.Surface.Anchor;
import io.spillway.charts.Surface.Lettering;
import io.spillway.charts.Surface.Pen;
import io.spillway.charts.Surface.Point;
import io.spillway.charts.Thinning;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws the panels of one recording. */
final class PanelChart {

    private static final Lettering TITLE = new Lettering(14, true);
    private static final Lettering LABEL = new Lettering(11, false);

    /** A line and the space to its name in the legend. */
    private static final double KEY = 23;

    private static final double LEFT = 46;
    private static final double RIGHT = 14;
    private static final double BOTTOM = 24;
    private static final double TITLE_LINE = 16;
    private static final double LEGEND_LINE = 35;
    private static final double TOP = 45 + Marks.LANES;

    private final DemoRecording recording;
    private final double end;
    private final Map<Panel, Map<Panel.Line, Column>> columns = new LinkedHashMap<>();
    private final Map<String, Column> loads;

    PanelChart(DemoRecording recording) {
        this.recording = recording;
        this.end = endOf(recording);
        this.loads = Column.loads(recording.samples());
        for (Panel panel : Panel.values()) {
            Map<Panel.Line, Column> lines = new LinkedHashMap<>();
            for (Panel.Line line : panel.lines) {
                lines.put(line, Column.of(recording.samples(), line.value()));
            }
            columns.put(panel, lines);
        }
    }

    /** The second at which the time axis ends: the last sample or event, made whole tens. */
    static double endOf(DemoRecording recording) {
        double end = 10;
        for (Sample sample : recording.samples()) {
            end = Math.max(end, sample.second());
        }
        for (Event event : recording.events()) {
            double lasted = event.durationMs() == null ? 0 : event.durationMs() / 1000;
            end = Math.max(end, event.second() + lasted);
        }
        return Math.ceil(end / 10) * 10;
    }

    /** Draws a panel into the rectangle from the origin to there, and says where its plot is. */
    Plot draw(Surface surface, Panel panel, double width, double height) {
        Plot plot = plot(panel, width, height);
        title(surface, panel, width);
        grid(surface, panel, plot);
        if (recording.samples().isEmpty()) {
            surface.text(
                    plot.left() + plot.width() / 2,
                    plot.top() + plot.height() / 2,
                    "no samples",
                    Ink.MUTED,
                    LABEL,
                    Anchor.MIDDLE);
        }
        if (panel == Panel.TASK_MANAGERS) {
            areas(surface, plot);
        }
        List<Marks.Mark> marks = Marks.visible(plot, recording.events());
        Marks.drawUnder(surface, plot, marks);
        if (panel == Panel.LOAD) {
            loads(surface, plot);
        }
        columns.get(panel)
                .forEach(
                        (line, column) ->
                                surface.stroke(
                                        plot.line(column.times(), column.values(), line.steps()),
                                        line.ink(),
                                        new Pen(line.width(), 0),
                                        line.opacity()));
        Marks.drawSigns(surface, plot, marks);
        return plot;
    }

    private Plot plot(Panel panel, double width, double height) {
        double plotWidth = width - LEFT - RIGHT;
        double plotHeight = height - TOP - BOTTOM;
        double highest =
                columns.get(panel).values().stream().mapToDouble(Column::highest).max().orElse(0);
        Axis value =
                panel == Panel.LOAD
                        ? new Axis(1, 0.25)
                        : Axis.upTo(highest, (int) (plotHeight / 34), panel.smallestStep);
        return new Plot(
                LEFT, TOP, plotWidth, plotHeight, Axis.time(end, (int) (plotWidth / 46)), value);
    }

    private static void title(Surface surface, Panel panel, double width) {
        surface.text(0, TITLE_LINE, panel.title, Ink.TEXT, TITLE, Anchor.START);
        surface.text(width - RIGHT, TITLE_LINE, panel.unit, Ink.MUTED, LABEL, Anchor.END);
        double x = 0;
        if (panel == Panel.LOAD) {
            for (int i = 0; i < 4; i++) {
                surface.line(
                        x,
                        LEGEND_LINE - 8 + 2.6 * i,
                        x + 18,
                        LEGEND_LINE - 8 + 2.6 * i,
                        Ink.line(i),
                        new Pen(1.4, 0),
                        0.8);
            }
            x = named(surface, "each TaskManager", x + KEY);
        }
        for (int i = panel.lines.size() - 1; i >= 0; i--) {
            Panel.Line line = panel.lines.get(i);
            surface.line(
                    x,
                    LEGEND_LINE - 4,
                    x + 18,
                    LEGEND_LINE - 4,
                    line.ink(),
                    new Pen(line.width(), 0),
                    line.opacity());
            x = named(surface, line.name(), x + KEY);
        }
        if (panel == Panel.TASK_MANAGERS) {
            surface.rectangle(x, LEGEND_LINE - 9, 9, 10, Ink.ACTUAL, 0.18);
            surface.rectangle(x + 9, LEGEND_LINE - 9, 9, 10, Ink.OFFERED, 0.3);
            named(surface, "over, under", x + KEY);
        }
    }

    private static double named(Surface surface, String name, double x) {
        surface.text(x, LEGEND_LINE, name, Ink.TEXT, LABEL, Anchor.START);
        return x + surface.widthOf(name, LABEL) + 11;
    }

    private static void grid(Surface surface, Panel panel, Plot plot) {
        for (double tick : plot.value().ticks()) {
            double y = plot.y(tick);
            surface.line(
                    plot.left(),
                    y,
                    plot.right(),
                    y,
                    tick == 0 ? Ink.AXIS : Ink.GRID,
                    new Pen(1, 0),
                    1);
            surface.text(
                    plot.left() - 7, y + 4, panel.axisLabel(tick), Ink.MUTED, LABEL, Anchor.END);
        }
        for (double tick : plot.time().ticks()) {
            double x = plot.x(tick);
            surface.line(x, plot.bottom(), x, plot.bottom() + 4, Ink.AXIS, new Pen(1, 0), 1);
            // The first and the last label would stick out.
            Anchor anchor = x > plot.right() - 12 ? Anchor.END : Anchor.MIDDLE;
            double at = anchor == Anchor.END ? plot.right() + RIGHT - 2 : x;
            surface.text(at, plot.bottom() + 17, Numbers.clock(tick), Ink.MUTED, LABEL, anchor);
        }
    }

    private void loads(Surface surface, Plot plot) {
        int index = 0;
        for (Column load : loads.values()) {
            List<List<Point>> line = plot.line(load.times(), load.values(), false);
            if (!line.isEmpty()) {
                surface.stroke(line, Ink.line(index), new Pen(1.1, 0), 0.7);
            }
            index++;
        }
    }

    /** What lies between the TaskManagers that were there and the ideal. */
    private void areas(Surface surface, Plot plot) {
        List<Sample> samples = recording.samples();
        Column count = Column.of(samples, Sample::taskManagers);
        Column ideal = Column.of(samples, Sample::idealTaskManagers);
        BitSet kept = Thinning.keep(count.times(), count.values(), end, plot.stretches());
        kept.or(Thinning.keep(ideal.times(), ideal.values(), end, plot.stretches()));
        List<List<Point>> over = new ArrayList<>();
        List<List<Point>> under = new ArrayList<>();
        for (int i = kept.nextSetBit(0); i >= 0; ) {
            int next = kept.nextSetBit(i + 1);
            if (next < 0) {
                break;
            }
            double difference = count.values()[i] - ideal.values()[i];
            if (difference != 0 && Double.isFinite(difference)) {
                (difference > 0 ? over : under)
                        .add(
                                between(
                                        plot.x(count.times()[i]),
                                        plot.x(count.times()[next]),
                                        plot.y(count.values()[i]),
                                        plot.y(ideal.values()[i])));
            }
            i = next;
        }
        if (!over.isEmpty()) {
            surface.fill(over, Ink.ACTUAL, 0.18);
        }
        if (!under.isEmpty()) {
            surface.fill(under, Ink.OFFERED, 0.3);
        }
    }

    private static List<Point> between(double left, double right, double y1, double y2) {
        return List.of(
                new Point(left, y1),
                new Point(right, y1),
                new Point(right, y2),
                new Point(left, y2));
    }
}
