package io.spillway.demo.report;

import io.spillway.charts.Ink;
import io.spillway.charts.PngSurface;
import io.spillway.charts.Surface;
import io.spillway.charts.Surface.Anchor;
import io.spillway.charts.Surface.Lettering;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The report's PNGs: each panel alone, and all four together. */
final class Pictures {

    static final double WIDTH = 640;
    static final double HEIGHT = 330;
    static final double MARGIN = 18;
    private static final double LEGEND = 26;
    private static final double GAP = 26;
    private static final double HEADING = 40;
    private static final Lettering LABEL = new Lettering(11, false);

    private final DemoRecording recording;
    private final PanelChart chart;
    private final Set<Event.Kind> kinds;

    private Pictures(DemoRecording recording) {
        this.recording = recording;
        this.chart = new PanelChart(recording);
        this.kinds =
                recording.events().stream()
                        .map(Event::kind)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All pictures by their file names, the overview first. */
    static Map<String, byte[]> of(DemoRecording recording) {
        Pictures pictures = new Pictures(recording);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("overview.png", pictures.overview());
        for (Panel panel : Panel.values()) {
            files.put(panel.file + ".png", pictures.alone(panel));
        }
        return files;
    }

    /** One panel's picture. */
    static byte[] of(DemoRecording recording, Panel panel) {
        return new Pictures(recording).alone(panel);
    }

    private byte[] alone(Panel panel) {
        PngSurface surface = new PngSurface(WIDTH + 2 * MARGIN, HEIGHT + LEGEND + 2 * MARGIN);
        surface.moveOrigin(MARGIN, MARGIN);
        chart.draw(surface, panel, WIDTH, HEIGHT);
        legend(surface, HEIGHT + 8);
        return surface.png();
    }

    private byte[] overview() {
        double width = 500;
        double height = 270;
        PngSurface surface =
                new PngSurface(
                        2 * width + GAP + 2 * MARGIN,
                        HEADING + 2 * height + GAP + LEGEND + 2 * MARGIN);
        surface.moveOrigin(MARGIN, MARGIN);
        surface.text(0, 14, recording.title(), Ink.TEXT, new Lettering(17, true), Anchor.START);
        surface.moveOrigin(0, HEADING);
        int index = 0;
        for (Panel panel : List.of(Panel.values())) {
            int row = index / 2;
            double right = index % 2 * (width + GAP);
            double down = row * (height + GAP);
            surface.moveOrigin(right, down);
            chart.draw(surface, panel, width, height);
            surface.moveOrigin(-right, -down);
            index++;
        }
        legend(surface, 2 * height + GAP + 8);
        return surface.png();
    }

    private void legend(Surface surface, double top) {
        double x = 0;
        for (Event.Kind kind : kinds) {
            Marks.drawKey(surface, kind, x, top);
            surface.text(x + 20, top + 12, Marks.meaning(kind), Ink.MUTED, LABEL, Anchor.START);
            x += 20 + surface.widthOf(Marks.meaning(kind), LABEL) + 16;
        }
    }
}
