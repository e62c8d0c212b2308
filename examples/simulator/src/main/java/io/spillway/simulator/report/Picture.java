package io.spillway.simulator.report;

import io.spillway.charts.Axis;
import io.spillway.charts.Ink;
import io.spillway.charts.Numbers;
import io.spillway.charts.Plot;
import io.spillway.charts.PngSurface;
import io.spillway.charts.Surface;
import io.spillway.charts.Surface.Anchor;
import io.spillway.charts.Surface.Lettering;
import io.spillway.charts.Surface.Pen;
import io.spillway.charts.Surface.Point;
import io.spillway.charts.SvgSurface;
import io.spillway.simulator.run.Result;
import io.spillway.simulator.run.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Load against capacity and the area between, a panel for each rule, one below the other. */
public final class Picture {

    private static final double WIDTH = 960;
    private static final double PANEL = 215;
    private static final double MARGIN = 20;
    private static final double HEAD = 58;
    private static final double LEFT = 40;
    private static final double TOP = 28;
    private static final double BOTTOM = 26;
    private static final Lettering TITLE = new Lettering(17, true);
    private static final Lettering NAME = new Lettering(13, true);
    private static final Lettering LABEL = new Lettering(11, false);

    private final String title;
    private final List<Result> results;

    /** A picture of simulations of the same trace. */
    public Picture(String title, List<Result> results) {
        this.title = title;
        this.results = results;
    }

    /** As an SVG file, for light paper and dark. */
    public String svg() {
        SvgSurface surface = new SvgSurface();
        draw(surface, MARGIN);
        return surface.document(WIDTH + 2 * MARGIN, height());
    }

    /** As a PNG file. */
    public byte[] png() {
        PngSurface surface = new PngSurface(WIDTH + 2 * MARGIN, height());
        draw(surface, MARGIN);
        return surface.png();
    }

    private double height() {
        return HEAD + results.size() * PANEL + MARGIN;
    }

    private void draw(Surface surface, double left) {
        surface.text(left, 28, title, Ink.TEXT, TITLE, Anchor.START);
        double x = left;
        x = key(surface, x, "load: machines at the target utilization", Ink.OFFERED, 1.8);
        x = key(surface, x, "machines", Ink.ACTUAL, 2.2);
        surface.rectangle(x, 40, 12, 10, Ink.ACTUAL, 0.18);
        surface.text(x + 18, 49, "paid for, not needed", Ink.MUTED, LABEL, Anchor.START);
        x += 18 + surface.widthOf("paid for, not needed", LABEL) + 16;
        surface.rectangle(x, 40, 12, 10, Ink.OFFERED, 0.45);
        surface.text(x + 18, 49, "missing", Ink.MUTED, LABEL, Anchor.START);
        double highest =
                results.stream()
                        .flatMap(result -> result.samples().stream())
                        .mapToDouble(sample -> Math.max(sample.ideal(), sample.machines()))
                        .max()
                        .orElse(1);
        for (int i = 0; i < results.size(); i++) {
            panel(surface, left, HEAD + i * PANEL, results.get(i), Axis.upTo(highest, 4, 1));
        }
    }

    private static double key(Surface surface, double x, String name, Ink ink, double width) {
        surface.line(x, 45, x + 18, 45, ink, new Pen(width, 0), 1);
        surface.text(x + 24, 49, name, Ink.MUTED, LABEL, Anchor.START);
        return x + 24 + surface.widthOf(name, LABEL) + 16;
    }

    private static void panel(
            Surface surface, double left, double top, Result result, Axis machines) {
        List<Sample> samples = result.samples();
        double end = samples.get(samples.size() - 1).second() + 1;
        Plot plot =
                new Plot(
                        left + LEFT,
                        top + TOP,
                        WIDTH - LEFT,
                        PANEL - TOP - BOTTOM,
                        Axis.time(end, 12),
                        machines);
        surface.text(left, top + 14, result.rule().text(), Ink.TEXT, NAME, Anchor.START);
        double width = surface.widthOf(result.rule().text(), NAME);
        surface.text(
                left + width + 10,
                top + 14,
                result.rule().description(),
                Ink.MUTED,
                LABEL,
                Anchor.START);
        surface.text(plot.right(), top + 14, numbers(result), Ink.TEXT, LABEL, Anchor.END);
        grid(surface, plot);
        areas(surface, plot, samples);
        double[] seconds = samples.stream().mapToDouble(Sample::second).toArray();
        double[] ideal = samples.stream().mapToDouble(Sample::ideal).toArray();
        double[] there = samples.stream().mapToDouble(Sample::machines).toArray();
        surface.stroke(plot.line(seconds, ideal, false), Ink.OFFERED, new Pen(1.8, 0), 1);
        surface.stroke(plot.line(seconds, there, true), Ink.ACTUAL, new Pen(2.2, 0), 1);
    }

    private static String numbers(Result result) {
        return String.format(
                Locale.ROOT,
                "%.1f %% over · %.1f %% under · backlog p99 %.1f s, peak %.1f s · %d rescales",
                result.over() * 100,
                result.under() * 100,
                result.p99BacklogSeconds(),
                result.peakBacklogSeconds(),
                result.rescales());
    }

    private static void grid(Surface surface, Plot plot) {
        for (double tick : plot.value().ticks()) {
            double y = plot.y(tick);
            Ink ink = tick == 0 ? Ink.AXIS : Ink.GRID;
            surface.line(plot.left(), y, plot.right(), y, ink, new Pen(1, 0), 1);
            String label = Numbers.compact(tick);
            surface.text(plot.left() - 7, y + 4, label, Ink.MUTED, LABEL, Anchor.END);
        }
        for (double tick : plot.time().ticks()) {
            double x = plot.x(tick);
            surface.line(x, plot.bottom(), x, plot.bottom() + 4, Ink.AXIS, new Pen(1, 0), 1);
            Anchor anchor = x > plot.right() - 20 ? Anchor.END : Anchor.MIDDLE;
            surface.text(x, plot.bottom() + 17, clock(tick), Ink.MUTED, LABEL, anchor);
        }
    }

    /** Hours and minutes. */
    private static String clock(double second) {
        long minutes = Math.round(second / 60);
        return String.format(Locale.ROOT, "%d:%02d", minutes / 60, minutes % 60);
    }

    private static void areas(Surface surface, Plot plot, List<Sample> samples) {
        int every = Math.max(1, samples.size() / plot.stretches());
        List<List<Point>> over = new ArrayList<>();
        List<List<Point>> under = new ArrayList<>();
        for (int i = 0; i + every < samples.size(); i += every) {
            Sample now = samples.get(i);
            Sample next = samples.get(i + every);
            double difference = now.machines() - now.ideal();
            if (difference != 0) {
                (difference > 0 ? over : under)
                        .add(
                                List.of(
                                        new Point(plot.x(now.second()), plot.y(now.ideal())),
                                        new Point(plot.x(next.second()), plot.y(now.ideal())),
                                        new Point(plot.x(next.second()), plot.y(now.machines())),
                                        new Point(plot.x(now.second()), plot.y(now.machines()))));
            }
        }
        surface.fill(over, Ink.ACTUAL, 0.18);
        surface.fill(under, Ink.OFFERED, 0.45);
    }
}
