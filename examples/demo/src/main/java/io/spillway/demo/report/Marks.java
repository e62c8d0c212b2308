package io.spillway.demo.report;

import io.spillway.charts.Ink;
import io.spillway.charts.Numbers;
import io.spillway.charts.Plot;
import io.spillway.charts.Surface;
import io.spillway.charts.Surface.Pen;
import io.spillway.charts.Surface.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The marks of events: signs in two lanes above a plot, and what they throw onto it. The upper lane
 * tells what was asked of the fleet, the lower one what happened to it.
 */
final class Marks {

    /** Both lanes together. */
    static final double LANES = 24;

    private static final double UPPER = -18;
    private static final double LOWER = -7;
    private static final double SIGN = 4;

    /** A downtime of some milliseconds would be too thin to see. */
    private static final double THINNEST = 1.6;

    /** From so many on, marks that would hide each other are drawn once. */
    private static final int MANY = 500;

    private Marks() {}

    /**
     * An event to be marked.
     *
     * @param event what happened
     * @param others how many events it stands for besides
     */
    record Mark(Event event, int others) {}

    /** All events, or in a long run the longest of each kind on each pixel. */
    static List<Mark> visible(Plot plot, List<Event> events) {
        if (events.size() <= MANY) {
            return events.stream().map(event -> new Mark(event, 0)).toList();
        }
        Map<String, List<Event>> places = new LinkedHashMap<>();
        for (Event event : events) {
            String place = event.kind() + " " + Math.round(plot.x(event.second()));
            places.computeIfAbsent(place, any -> new ArrayList<>()).add(event);
        }
        return places.values().stream()
                .map(
                        hidden ->
                                new Mark(
                                        Collections.max(
                                                hidden, Comparator.comparingDouble(Marks::lasted)),
                                        hidden.size() - 1))
                .toList();
    }

    private static double lasted(Event event) {
        return event.durationMs() == null ? 0 : event.durationMs() / 1000;
    }

    /** Shades and lines that lie under the curves. */
    static void drawUnder(Surface surface, Plot plot, List<Mark> marks) {
        for (Mark mark : marks) {
            Event event = mark.event();
            double x = plot.x(event.second());
            switch (event.kind()) {
                case RESCALE -> shade(surface, plot, event, Ink.PLANNED);
                case FAILURE -> shade(surface, plot, event, Ink.WRONG);
                case LOSS ->
                        surface.line(
                                x, plot.top(), x, plot.bottom(), Ink.WRONG, new Pen(1, 0), 0.8);
                case NOTE ->
                        surface.line(
                                x, plot.top(), x, plot.bottom(), Ink.MUTED, new Pen(1, 2), 0.7);
                case DRAIN, SCALE_OUT, SCALE_IN -> {
                    // The sign is enough: the move that follows is shaded.
                }
            }
        }
    }

    private static void shade(Surface surface, Plot plot, Event event, Ink ink) {
        double from = plot.x(event.second());
        double width = Math.max(THINNEST, shadeEnd(plot, event) - from);
        surface.rectangle(from, plot.top(), width, plot.height(), ink, 0.3);
    }

    private static double shadeEnd(Plot plot, Event event) {
        return plot.x(event.second() + lasted(event));
    }

    /** The signs above the plot, each with its explanation. */
    static void drawSigns(Surface surface, Plot plot, List<Mark> marks) {
        for (Mark mark : marks) {
            Event event = mark.event();
            String more = mark.others() == 0 ? "" : " · and " + mark.others() + " more";
            surface.beginMark(event.kind().name(), explain(event) + more);
            double x = plot.x(event.second());
            double width =
                    event.kind() == Event.Kind.RESCALE || event.kind() == Event.Kind.FAILURE
                            ? Math.max(THINNEST, shadeEnd(plot, event) - x)
                            : 0;
            sign(surface, event.kind(), x + width / 2, plot.top(), width);
            surface.endMark();
        }
    }

    /**
     * Draws one sign.
     *
     * @param x where its middle is
     * @param top the plot's upper edge
     * @param width of a sign that shows how long it lasted
     */
    private static void sign(Surface surface, Event.Kind kind, double x, double top, double width) {
        double upper = top + UPPER;
        double lower = top + LOWER;
        switch (kind) {
            case SCALE_OUT -> hollow(surface, x, upper, SIGN - 0.5, -1);
            case SCALE_IN -> hollow(surface, x, upper, SIGN - 0.5, 1);
            case DRAIN -> surface.fill(triangle(x, lower - 1, SIGN, 1), Ink.PLANNED, 1);
            case RESCALE -> {
                double wide = Math.max(2.4, width);
                surface.rectangle(x - wide / 2, top - 4, wide, 4, Ink.PLANNED, 1);
            }
            case FAILURE -> {
                double wide = Math.max(2.4, width);
                surface.rectangle(x - wide / 2, top - 4, wide, 4, Ink.WRONG, 1);
                cross(surface, x, lower - 1);
            }
            case LOSS -> cross(surface, x, lower - 1);
            case NOTE ->
                    surface.stroke(
                            List.of(List.of(new Point(x, upper))), Ink.MUTED, new Pen(6, 0), 1);
        }
    }

    private static void hollow(Surface surface, double x, double y, double size, int down) {
        List<Point> corners = triangle(x, y, size, down).get(0);
        surface.stroke(
                List.of(Stream.concat(corners.stream(), corners.stream().limit(1)).toList()),
                Ink.MUTED,
                new Pen(1.1, 0),
                1);
    }

    private static List<List<Point>> triangle(double x, double y, double size, int down) {
        return List.of(
                List.of(
                        new Point(x - size, y - down * size * 0.8),
                        new Point(x + size, y - down * size * 0.8),
                        new Point(x, y + down * size * 0.9)));
    }

    private static void cross(Surface surface, double x, double y) {
        double arm = 3.2;
        surface.stroke(
                List.of(
                        List.of(new Point(x - arm, y - arm), new Point(x + arm, y + arm)),
                        List.of(new Point(x - arm, y + arm), new Point(x + arm, y - arm))),
                Ink.WRONG,
                new Pen(2, 0),
                1);
    }

    /** The sign of a kind alone, for the legend; fits a square of 16 pixels. */
    static void drawKey(Surface surface, Event.Kind kind, double left, double top) {
        double x = left + 8;
        switch (kind) {
            case SCALE_OUT -> hollow(surface, x, top + 8, SIGN, -1);
            case SCALE_IN -> hollow(surface, x, top + 8, SIGN, 1);
            case DRAIN -> surface.fill(triangle(x, top + 8, SIGN + 0.5, 1), Ink.PLANNED, 1);
            case RESCALE -> {
                surface.rectangle(x - 3, top + 1, 6, 4, Ink.PLANNED, 1);
                surface.rectangle(x - 3, top + 5, 6, 10, Ink.PLANNED, 0.3);
            }
            case FAILURE -> {
                surface.rectangle(x - 3, top + 5, 6, 10, Ink.WRONG, 0.3);
                cross(surface, x, top + 4.5);
            }
            case LOSS -> {
                surface.line(x, top + 4, x, top + 15, Ink.WRONG, new Pen(1, 0), 0.8);
                cross(surface, x, top + 4.5);
            }
            case NOTE ->
                    surface.stroke(
                            List.of(List.of(new Point(x, top + 8))), Ink.MUTED, new Pen(6, 0), 1);
        }
    }

    /** What a kind's sign means. */
    static String meaning(Event.Kind kind) {
        return switch (kind) {
            case SCALE_OUT -> "more asked for";
            case SCALE_IN -> "fewer asked for";
            case DRAIN -> "drain";
            case RESCALE -> "planned rescale, downtime shaded";
            case FAILURE -> "restart after a failure";
            case LOSS -> "TaskManager lost";
            case NOTE -> "note";
        };
    }

    /** One event in a line: {@code 2:05 · drain · tm-4 · took 512 ms}. */
    static String explain(Event event) {
        String took =
                event.durationMs() == null
                        ? ""
                        : "took " + Numbers.milliseconds(event.durationMs());
        String kind =
                switch (event.kind()) {
                    case RESCALE -> "planned rescale";
                    default -> meaning(event.kind());
                };
        String who = event.taskManager() == null ? "" : event.taskManager();
        return Stream.of(Numbers.clock(event.second()), kind, who, event.text(), took)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" · "));
    }
}
