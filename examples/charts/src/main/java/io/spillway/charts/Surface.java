package io.spillway.charts;

import java.util.List;

/** Something to draw upon. Lengths are CSS pixels; y grows downwards. */
public interface Surface {

    /** A place. */
    record Point(double x, double y) {}

    /** Which part of a text its position is. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /**
     * How a text looks.
     *
     * @param size of the font
     * @param bold whether it stands out
     */
    record Lettering(double size, boolean bold) {}

    /**
     * How a line looks.
     *
     * @param width in pixels
     * @param dash length of dashes and of the gaps between them; 0 for an unbroken line
     */
    record Pen(double width, double dash) {}

    /** Fills polygons. */
    void fill(List<List<Point>> polygons, Ink ink, double opacity);

    /** Draws lines with round ends and corners; a line of one point is a dot. */
    void stroke(List<List<Point>> lines, Ink ink, Pen pen, double opacity);

    /** Writes a text upon a base line. */
    void text(double x, double y, String text, Ink ink, Lettering lettering, Anchor anchor);

    /** How wide a text will be, at least roughly. */
    double widthOf(String text, Lettering lettering);

    /**
     * What is drawn until {@link #endMark()} is one mark with an explanation.
     *
     * @param kind for style sheets and scripts
     */
    void beginMark(String kind, String explanation);

    /** Ends what {@link #beginMark} began. */
    void endMark();

    /** Fills an upright rectangle. */
    default void rectangle(double x, double y, double width, double height, Ink ink, double alpha) {
        fill(
                List.of(
                        List.of(
                                new Point(x, y),
                                new Point(x + width, y),
                                new Point(x + width, y + height),
                                new Point(x, y + height))),
                ink,
                alpha);
    }

    /** Draws one straight line. */
    default void line(double x1, double y1, double x2, double y2, Ink ink, Pen pen, double alpha) {
        stroke(List.of(List.of(new Point(x1, y1), new Point(x2, y2))), ink, pen, alpha);
    }
}
