package io.spillway.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file that {@code --out} names. */
final class OutFile {
    private OutFile() {}

    /** Why nothing can be written there. */
    static Optional<String> problem(Path out) {
        if (Files.isDirectory(out)) {
            return Optional.of("--out: " + out + " is a directory; name a file");
        }
        Path parent = out.toAbsolutePath().getParent();
        return Files.isDirectory(parent) && Files.isWritable(parent)
                ? Optional.empty()
                : Optional.of("--out: %s: can't write to %s".formatted(out, parent));
    }
}
