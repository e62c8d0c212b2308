package io.spillway.dist;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Whether Ctrl-C can reach what a test starts. */
final class Interrupts {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long SIGINT = 1L << 1;

    private Interrupts() {}

    /**
     * Skips the test where SIGINT is ignored: a shell that isn't interactive starts what it puts
     * into the background so, all that is started from there inherits it, and a JVM leaves it so.
     */
    static void assumeTheyArrive() {
        assumeFalse(
                Files.isReadable(STATUS) && isIgnored(),
                "these tests were started with SIGINT ignored, so Ctrl-C can't be tried");
    }

    private static boolean isIgnored() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.replaceFirst("SigIgn:\\s*", ""))
                    .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & SIGINT) != 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
