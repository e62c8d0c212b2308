package io.spillway.page;

import java.util.List;

/**
 * One picture of the page.
 *
 * @param id names it in the page's markup: small letters and hyphens
 * @param title its heading
 * @param kind what is drawn
 * @param unit of its values
 * @param lines what is drawn, the last one on top; empty for {@link Kind#DOWNTIMES}
 */
public record Panel(String id, String title, Kind kind, Unit unit, List<Line> lines) {
    public Panel {
        lines = List.copyOf(lines);
    }

    /** What a panel draws. */
    public enum Kind {
        /** Values over time, of {@link Point}s. */
        LINES,
        /** The downtime of each rescale and failure, of {@link Mark}s. */
        DOWNTIMES
    }

    /** What values are. */
    public enum Unit {
        RECORDS,
        RECORDS_PER_SECOND,
        /** 0 to 1, shown as per cent. */
        FRACTION,
        COUNT,
        MILLISECONDS
    }

    /**
     * A line of a panel.
     *
     * @param id its name in {@link Point#values()} or, with {@link Look#EACH}, in {@link
     *     Point#members()}
     * @param label what it is called in the key
     * @param look how it is drawn
     */
    public record Line(String id, String label, Look look) {}

    /** How a line looks; lines of a panel differ in more than their colour. */
    public enum Look {
        /** What there is. */
        ACTUAL,
        /** What there is, a whole number that jumps. */
        ACTUAL_STEPS,
        /** What the load asks for: a broad line below the others. */
        OFFERED,
        /** The ideal: a dashed line. */
        IDEAL,
        /** What a rule asks for, thin and in steps. */
        DESIRED_STEPS,
        /** The mean of many. */
        MEAN,
        /** A thin line for each member of a group. */
        EACH
    }
}
