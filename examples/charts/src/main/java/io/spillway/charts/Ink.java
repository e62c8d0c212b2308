package io.spillway.charts;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The colours, by what they stand for, each for light and for dark paper. Lines that meet in one
 * panel differ in lightness too, and are told apart by people with any colour vision (the palette
 * is Okabe and Ito's, darkened until each line has a contrast of 3 : 1 or more to its paper).
 */
public enum Ink {
    PAPER("#ffffff", "#10161c"),
    TEXT("#17212b", "#e8eef4"),
    MUTED("#56626e", "#a3b0bc"),
    GRID("#e3e8ec", "#2a343e"),
    AXIS("#aab4bd", "#4d5965"),
    /** What the job does: lag, throughput, the TaskManagers that it has. */
    ACTUAL("#0072b2", "#4fb3f2"),
    /** What the load is: the offered rate, the ideal number of TaskManagers. */
    OFFERED("#d55e00", "#ff9d57"),
    /** What the scaling rule asks for. */
    DESIRED("#56626e", "#a3b0bc"),
    /** A planned move. */
    PLANNED("#7a3fa8", "#c9a2f2"),
    /** Something went wrong. */
    WRONG("#b0003a", "#ff7d97"),
    /** All is well. */
    WELL("#00734f", "#4fd0a3"),
    LINE_0("#0072b2", "#4fb3f2"),
    LINE_1("#d55e00", "#ff9d57"),
    LINE_2("#008560", "#3ccf9f"),
    LINE_3("#b2477f", "#ee9cc6"),
    LINE_4("#8a6d00", "#e3c341"),
    LINE_5("#3d8ec2", "#8fd0ff"),
    LINE_6("#6b4fb0", "#b9a3f5"),
    LINE_7("#5a6570", "#b6c0ca");

    private static final int LINES = 8;

    /** On light paper, {@code #rrggbb}. */
    public final String light;

    /** On dark paper, {@code #rrggbb}. */
    public final String dark;

    Ink(String light, String dark) {
        this.light = light;
        this.dark = dark;
    }

    /** One of eight colours for the members of a group, over and over. */
    public static Ink line(int index) {
        return valueOf("LINE_" + Math.floorMod(index, LINES));
    }

    /** The name in style sheets. */
    public String css() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The classes that {@link SvgSurface} draws with, for light and for dark paper: {@code f-NAME}
     * fills, {@code s-NAME} strokes, {@code --NAME} is the colour.
     */
    public static String styleSheet() {
        List<Ink> inks = List.of(values());
        return ":root {\n"
                + inks.stream()
                        .map(ink -> "--" + ink.css() + ":" + ink.light + ";")
                        .collect(Collectors.joining(" "))
                + " }\n@media (prefers-color-scheme: dark) { :root {\n"
                + inks.stream()
                        .map(ink -> "--" + ink.css() + ":" + ink.dark + ";")
                        .collect(Collectors.joining(" "))
                + " } }\n"
                + inks.stream()
                        .map(
                                ink ->
                                        ".f-NAME { fill: var(--NAME); } .s-NAME { stroke: var(--NAME); }\n"
                                                .replace("NAME", ink.css()))
                        .collect(Collectors.joining());
    }
}
