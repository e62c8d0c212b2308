package io.spillway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.spillway.charts.Ink;
import io.spillway.charts.Plot;
import io.spillway.charts.PngSurface;
import io.spillway.charts.SvgSurface;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PicturesTest {

    private static final int PIXELS = PngSurface.PIXELS;

    @BeforeAll
    static void headless() {
        System.setProperty("java.awt.headless", "true");
        assumeThat(PngSurface.problemWithText()).as("why this JVM can't draw text").isEmpty();
    }

    @Test
    void haveTheirSizes() throws IOException {
        Map<String, byte[]> pictures = Pictures.of(SineRecording.of(120, 60));

        assertThat(pictures.keySet())
                .containsExactly(
                        "overview.png",
                        "lag.png",
                        "throughput.png",
                        "load.png",
                        "taskmanagers.png");
        assertThat(size(pictures.get("overview.png"))).containsExactly(2124, 1336);
        assertThat(size(pictures.get("lag.png"))).containsExactly(1352, 784);
        assertThat(size(pictures.get("taskmanagers.png"))).containsExactly(1352, 784);
    }

    @Test
    void showTheLinesWhereTheValuesAre() throws IOException {
        // Level lines: lag 400, offered 100, processed 50, load 50 %, 2 TaskManagers, ideal 2.5.
        List<Sample> samples = new ArrayList<>();
        for (int second = 0; second <= 100; second++) {
            samples.add(Recordings.sample(second, 400, 100, 2));
        }
        DemoRecording recording = Recordings.of(samples, List.of(), Recordings.GOOD);

        assertColor(recording, Panel.LAG, 33, 400, Ink.ACTUAL);
        assertColor(recording, Panel.LAG, 33, 230, Ink.PAPER);
        assertColor(recording, Panel.THROUGHPUT, 33, 50, Ink.ACTUAL);
        assertColor(recording, Panel.TASK_MANAGERS, 33, 2, Ink.ACTUAL);
        assertColor(recording, Panel.TASK_MANAGERS, 33, 2.5, Ink.OFFERED);
        assertThat(distance(pixel(recording, Panel.LOAD, 33, 0.5), Ink.PAPER)).isGreaterThan(200);
    }

    @Test
    void shadeWhatIsOverAndUnderTheIdeal() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int second = 0; second <= 100; second++) {
            samples.add(Recordings.sample(second, 0, 100, second < 50 ? 1 : 5)); // ideal: 2.5
        }
        DemoRecording recording = Recordings.of(samples, List.of(), Recordings.GOOD);

        Color under = pixel(recording, Panel.TASK_MANAGERS, 25, 1.7);
        Color over = pixel(recording, Panel.TASK_MANAGERS, 75, 3.3);
        assertThat(under.getRed()).isGreaterThan(under.getBlue() + 30);
        assertThat(over.getBlue()).isGreaterThan(over.getRed() + 20);
        assertColor(recording, Panel.TASK_MANAGERS, 25, 3.3, Ink.PAPER);
    }

    @Test
    void markEachKindOfEventAboveThePlot() throws IOException {
        for (Panel panel : Panel.values()) {
            for (Event.Kind kind : Event.Kind.values()) {
                DemoRecording with = marked(List.of(Recordings.event(50, kind)));
                DemoRecording without = marked(List.of());
                BufferedImage picture = picture(with, panel);
                BufferedImage plain = picture(without, panel);
                int at = at(with, panel, 50);
                int lanes = 0;
                for (int y = pixelTop(with, panel) - 46; y < pixelTop(with, panel); y++) {
                    for (int x = at - 16; x < at + 16; x++) {
                        lanes += picture.getRGB(x, y) == plain.getRGB(x, y) ? 0 : 1;
                    }
                }
                assertThat(lanes).as(panel + " " + kind).isGreaterThan(20);
            }
        }
    }

    @Test
    void shadeDowntimesToTheirLength() throws IOException {
        DemoRecording recording =
                marked(List.of(new Event(20, Event.Kind.RESCALE, null, "", 40_000.0)));

        assertThat(purple(pixel(recording, Panel.LAG, 21, 300))).isTrue();
        assertThat(purple(pixel(recording, Panel.LAG, 59, 300))).isTrue();
        assertThat(purple(pixel(recording, Panel.LAG, 19, 300))).isFalse();
        assertThat(purple(pixel(recording, Panel.LAG, 61, 300))).isFalse();
    }

    @Test
    void areDrawnWithNothingOrLittle() throws IOException {
        for (int seconds : new int[] {0, 1}) {
            List<Sample> samples =
                    seconds == 0 ? List.of() : List.of(Recordings.sample(0, 5, 100, 1));
            DemoRecording recording = Recordings.of(samples, List.of(), Recordings.GOOD);
            for (byte[] picture : Pictures.of(recording).values()) {
                assertThat(ImageIO.read(new ByteArrayInputStream(picture))).isNotNull();
            }
        }
        // A single value is a dot.
        DemoRecording one =
                Recordings.of(
                        List.of(Recordings.sample(5, 300, 100, 1)), List.of(), Recordings.GOOD);
        assertColor(one, Panel.LAG, 5, 300, Ink.ACTUAL);
    }

    @Test
    void writeWhatTheirFontLacksInAnother() throws IOException {
        DemoRecording recording =
                new DemoRecording("水門 ✓", Map.of(), 0, List.of(), List.of(), Recordings.GOOD);

        assertThat(Pictures.of(recording)).hasSize(5);
    }

    private static DemoRecording marked(List<Event> events) {
        return Recordings.of(
                List.of(Recordings.sample(0, 400, 100, 2), Recordings.sample(100, 400, 100, 2)),
                events,
                Recordings.GOOD);
    }

    private static boolean purple(Color color) {
        return color.getRed() > color.getGreen() + 10 && color.getBlue() > color.getGreen() + 10;
    }

    private static void assertColor(
            DemoRecording recording, Panel panel, double second, double value, Ink ink)
            throws IOException {
        assertThat(distance(pixel(recording, panel, second, value), ink))
                .as(panel + " at " + second + " s, " + value + " is " + ink)
                .isLessThan(40);
    }

    private static int distance(Color color, Ink ink) {
        Color wanted = Color.decode(ink.light);
        return Math.abs(color.getRed() - wanted.getRed())
                + Math.abs(color.getGreen() - wanted.getGreen())
                + Math.abs(color.getBlue() - wanted.getBlue());
    }

    private static Color pixel(DemoRecording recording, Panel panel, double second, double value)
            throws IOException {
        int y = (int) ((Pictures.MARGIN + plot(recording, panel).y(value)) * PIXELS);
        return new Color(picture(recording, panel).getRGB(at(recording, panel, second), y));
    }

    private static int at(DemoRecording recording, Panel panel, double second) {
        return (int) ((Pictures.MARGIN + plot(recording, panel).x(second)) * PIXELS);
    }

    private static int pixelTop(DemoRecording recording, Panel panel) {
        return (int) ((Pictures.MARGIN + plot(recording, panel).top()) * PIXELS);
    }

    private static Plot plot(DemoRecording recording, Panel panel) {
        return new PanelChart(recording)
                .draw(new SvgSurface(), panel, Pictures.WIDTH, Pictures.HEIGHT);
    }

    private static BufferedImage picture(DemoRecording recording, Panel panel) throws IOException {
        byte[] png = Pictures.of(recording, panel);
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static int[] size(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        return new int[] {image.getWidth(), image.getHeight()};
    }
}
