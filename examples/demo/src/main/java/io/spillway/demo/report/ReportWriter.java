package io.spillway.demo.report;

import io.spillway.charts.PngSurface;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the report of a run: {@code report.html}, {@code report.json}, {@code overview.png},
 * {@code lag.png}, {@code throughput.png}, {@code load.png} and {@code taskmanagers.png}.
 *
 * <p>The same recording gives the same bytes of json and html. Each file is written beside its
 * place and moved there, so that a reader never sees half of one; files of an earlier report are
 * replaced. They get the user's usual permissions (umask).
 */
public final class ReportWriter {

    private static final System.Logger LOG = System.getLogger(ReportWriter.class.getName());

    private ReportWriter() {}

    /**
     * Writes the report into a directory, which is created when it is missing. Blocks for a second
     * or two.
     *
     * @param recording what happened
     * @param directory where to write
     * @return the files written, in the order in which to tell people of them: the page first. The
     *     pictures are missing from it, and from the directory, where the JVM can't draw text (a
     *     JRE without fontconfig or its libraries); that is logged, and the page does not need them
     * @throws IOException when a file can't be written
     */
    public static List<Path> write(DemoRecording recording, Path directory) throws IOException {
        Files.createDirectories(directory);
        List<Path> written = new ArrayList<>();
        byte[] page = ReportPage.of(recording).getBytes(StandardCharsets.UTF_8);
        written.add(put(directory, "report.html", out -> out.write(page)));
        written.add(put(directory, "report.json", out -> ReportJson.write(recording, out)));
        for (Map.Entry<String, byte[]> picture : pictures(recording).entrySet()) {
            written.add(put(directory, picture.getKey(), out -> out.write(picture.getValue())));
        }
        return written;
    }

    private static Map<String, byte[]> pictures(DemoRecording recording) {
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        Optional<String> problem = PngSurface.problemWithText();
        if (problem.isPresent()) {
            LOG.log(
                    Level.WARNING,
                    "no PNGs in the report: this JVM can''t draw text ({0}); install fontconfig,"
                            + " freetype and a font, such as fonts-dejavu-core",
                    problem.get());
            return Map.of();
        }
        return Pictures.of(recording);
    }

    private static Path put(Path directory, String name, Content content) throws IOException {
        Path unfinished = directory.resolve("." + name + ".part");
        Path target = directory.resolve(name);
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
                content.writeTo(out);
            }
            Files.move(
                    unfinished,
                    target,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return target;
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }
}
