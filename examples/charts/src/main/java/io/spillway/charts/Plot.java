package io.spillway.charts;

import io.spillway.charts.Surface.Point;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The rectangle of a panel in which values are drawn, and how times and values become places in it.
 *
 * @param left its left edge
 * @param top its upper edge
 * @param width its width
 * @param height its height
 * @param time the axis along the bottom, seconds
 * @param value the axis along the left side
 */
public record Plot(double left, double top, double width, double height, Axis time, Axis value) {

    public double x(double second) {
        return left + width * Math.min(1, second / time.max());
    }

    public double y(double value) {
        return bottom() - height * Math.min(1, Math.max(0, value / this.value.max()));
    }

    public double right() {
        return left + width;
    }

    public double bottom() {
        return top + height;
    }

    /** How many stretches of time a line needs: two CSS pixels each. */
    public int stretches() {
        return (int) Math.max(1, width / 2);
    }

    /** A line through all values that are known, in as many parts as it takes. */
    public List<List<Point>> line(double[] times, double[] values, boolean steps) {
        BitSet kept = Thinning.keep(times, values, time.max(), stretches());
        List<List<Point>> parts = new ArrayList<>();
        List<Point> part = new ArrayList<>();
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            if (!Double.isFinite(values[i])) {
                if (steps && !part.isEmpty()) {
                    part.add(new Point(x(times[i]), part.get(part.size() - 1).y()));
                }
                part = new ArrayList<>();
                continue;
            }
            if (part.isEmpty()) {
                parts.add(part);
            }
            add(part, new Point(x(times[i]), y(values[i])), steps);
        }
        return parts;
    }

    private static void add(List<Point> part, Point next, boolean steps) {
        if (steps && !part.isEmpty()) {
            Point last = part.get(part.size() - 1);
            if (last.y() != next.y()) {
                part.add(new Point(next.x(), last.y()));
            } else if (part.size() > 1 && part.get(part.size() - 2).y() == last.y()) {
                part.remove(part.size() - 1); // the middle of a level stretch
            }
        }
        part.add(next);
    }
}
