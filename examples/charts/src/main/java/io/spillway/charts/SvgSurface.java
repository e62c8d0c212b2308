package io.spillway.charts;

import java.util.List;
import java.util.Locale;

/**
 * Draws elements of an SVG picture. Colours are left to the page's style sheet: {@code f-NAME}
 * fills with an ink and {@code s-NAME} strokes with it, so that one picture serves light and dark.
 */
public final class SvgSurface implements Surface {

    private final StringBuilder svg = new StringBuilder();

    /** A picture without elements. */
    public SvgSurface() {}

    /** The elements drawn so far. */
    public String elements() {
        return svg.toString();
    }

    /** The elements drawn so far as a file of its own, on light paper or on dark. */
    public String document(double width, double height) {
        String size = Numbers.decimal(width, 1) + " " + Numbers.decimal(height, 1);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
                + size
                + "\" font-family=\"Inter, system-ui, sans-serif\">\n<style>\n"
                + Ink.styleSheet()
                + "path { fill: none; stroke-linecap: round; stroke-linejoin: round; }\n</style>\n"
                + "<rect width=\"100%\" height=\"100%\" class=\"f-paper\"/>\n"
                + svg
                + "</svg>\n";
    }

    @Override
    public void fill(List<List<Point>> polygons, Ink ink, double opacity) {
        svg.append("<path class=\"f-").append(ink.css()).append('"');
        opacity(opacity);
        svg.append(" d=\"");
        for (List<Point> polygon : polygons) {
            path(polygon);
            svg.append('Z');
        }
        svg.append("\"/>\n");
    }

    @Override
    public void stroke(List<List<Point>> lines, Ink ink, Pen pen, double opacity) {
        svg.append("<path class=\"s-").append(ink.css()).append('"');
        opacity(opacity);
        svg.append(" stroke-width=\"").append(Numbers.decimal(pen.width(), 2)).append('"');
        if (pen.dash() > 0) {
            svg.append(" stroke-dasharray=\"").append(Numbers.decimal(pen.dash(), 1)).append('"');
        }
        svg.append(" d=\"");
        for (List<Point> line : lines) {
            path(line);
            if (line.size() == 1) {
                svg.append("h0");
            }
        }
        svg.append("\"/>\n");
    }

    @Override
    public void text(double x, double y, String text, Ink ink, Lettering lettering, Anchor anchor) {
        svg.append("<text class=\"f-").append(ink.css()).append('"');
        svg.append(" x=\"").append(Numbers.decimal(x, 1)).append('"');
        svg.append(" y=\"").append(Numbers.decimal(y, 1)).append('"');
        svg.append(" font-size=\"").append(Numbers.decimal(lettering.size(), 1)).append('"');
        if (lettering.bold()) {
            svg.append(" font-weight=\"600\"");
        }
        if (anchor != Anchor.START) {
            svg.append(" text-anchor=\"")
                    .append(anchor.name().toLowerCase(Locale.ROOT))
                    .append('"');
        }
        svg.append('>').append(Markup.escape(text)).append("</text>\n");
    }

    @Override
    public double widthOf(String text, Lettering lettering) {
        // The reader's font is not known: a little wider than most.
        return text.codePointCount(0, text.length())
                * lettering.size()
                * (lettering.bold() ? 0.61 : 0.57);
    }

    @Override
    public void beginMark(String kind, String explanation) {
        svg.append("<g class=\"mark\" data-kind=\"")
                .append(kind)
                .append("\"><title>")
                .append(Markup.escape(explanation))
                .append("</title>\n");
    }

    @Override
    public void endMark() {
        svg.append("</g>\n");
    }

    private void opacity(double opacity) {
        if (opacity < 1) {
            svg.append(" opacity=\"").append(Numbers.decimal(opacity, 2)).append('"');
        }
    }

    private void path(List<Point> points) {
        char command = 'M';
        for (Point point : points) {
            svg.append(command)
                    .append(Numbers.decimal(point.x(), 1))
                    .append(' ')
                    .append(Numbers.decimal(point.y(), 1));
            command = 'L';
        }
    }
}
