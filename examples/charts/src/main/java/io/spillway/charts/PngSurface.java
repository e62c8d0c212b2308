package io.spillway.charts;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Draws a picture on light paper, two image pixels to each CSS pixel. */
public final class PngSurface implements Surface {

    /** Image pixels for each CSS pixel, along each side. */
    public static final int PIXELS = 2;

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final Font regular;
    private final Font bold;

    /** A white picture; sizes in CSS pixels. */
    public PngSurface(double width, double height) {
        regular = font("Inter-Regular.otf");
        bold = font("Inter-SemiBold.otf");
        image =
                new BufferedImage(
                        (int) Math.round(width * PIXELS),
                        (int) Math.round(height * PIXELS),
                        BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(PIXELS, PIXELS);
        rectangle(0, 0, width, height, Ink.PAPER, 1);
    }

    /** Why this JVM can't draw text; empty when it can. */
    public static Optional<String> problemWithText() {
        try {
            new PngSurface(1, 1).text(0, 1, "0", Ink.TEXT, new Lettering(1, false), Anchor.START);
            return Optional.empty();
        } catch (LinkageError | InternalError | RuntimeException e) {
            // What a JVM throws that finds no fontconfig differs from version to version.
            return Optional.of(e.toString().lines().findFirst().orElse(""));
        }
    }

    private static Font font(String name) {
        // Brought along, since a server often has no font at all.
        try (InputStream in = PngSurface.class.getResourceAsStream(name)) {
            return Font.createFont(Font.TRUETYPE_FONT, in);
        } catch (FontFormatException | IOException e) {
            throw new IllegalStateException("font " + name + " can't be read", e);
        }
    }

    /** The picture as a PNG file. */
    public byte[] png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Draws what follows moved to the right and down. */
    public void moveOrigin(double right, double down) {
        graphics.translate(right, down);
    }

    @Override
    public void fill(List<List<Point>> polygons, Ink ink, double opacity) {
        Path2D path = new Path2D.Double();
        for (List<Point> polygon : polygons) {
            append(path, polygon);
            path.closePath();
        }
        graphics.setColor(color(ink, opacity));
        graphics.fill(path);
    }

    @Override
    public void stroke(List<List<Point>> lines, Ink ink, Pen pen, double opacity) {
        Path2D path = new Path2D.Double();
        for (List<Point> line : lines) {
            append(path, line);
            if (line.size() == 1) {
                path.lineTo(line.get(0).x(), line.get(0).y());
            }
        }
        float[] dash = pen.dash() > 0 ? new float[] {(float) pen.dash()} : null;
        graphics.setStroke(
                new BasicStroke(
                        (float) pen.width(),
                        BasicStroke.CAP_ROUND,
                        BasicStroke.JOIN_ROUND,
                        1,
                        dash,
                        0));
        graphics.setColor(color(ink, opacity));
        graphics.draw(path);
    }

    private static void append(Path2D path, List<Point> points) {
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (i == 0) {
                path.moveTo(point.x(), point.y());
            } else {
                path.lineTo(point.x(), point.y());
            }
        }
    }

    @Override
    public void text(double x, double y, String text, Ink ink, Lettering lettering, Anchor anchor) {
        double width = widthOf(text, lettering);
        double left =
                switch (anchor) {
                    case START -> x;
                    case MIDDLE -> x - width / 2;
                    case END -> x - width;
                };
        graphics.setFont(fontFor(text, lettering));
        graphics.setColor(color(ink, 1));
        graphics.drawString(text, (float) left, (float) y);
    }

    @Override
    public double widthOf(String text, Lettering lettering) {
        return fontFor(text, lettering)
                .getStringBounds(text, graphics.getFontRenderContext())
                .getWidth();
    }

    private Font fontFor(String text, Lettering lettering) {
        Font ours = (lettering.bold() ? bold : regular).deriveFont((float) lettering.size());
        return ours.canDisplayUpTo(text) < 0
                ? ours
                : new Font(Font.SANS_SERIF, lettering.bold() ? Font.BOLD : Font.PLAIN, 1)
                        .deriveFont((float) lettering.size());
    }

    @Override
    public void beginMark(String kind, String explanation) {
        // A PNG explains nothing.
    }

    @Override
    public void endMark() {
        // See beginMark.
    }

    private static Color color(Ink ink, double opacity) {
        Color opaque = Color.decode(ink.light);
        return new Color(
                opaque.getRed(),
                opaque.getGreen(),
                opaque.getBlue(),
                (int) Math.round(opacity * 255));
    }
}
