package io.spillway.doctor.machine;

import io.spillway.doctor.Words;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Whether this user can write to a folder, and enough.
 *
 * @param least what should be free, in bytes
 * @param variable what names another folder, for the remedy
 */
public record FolderCheck(String name, Path folder, long least, String variable) implements Check {

    /** With less than this nothing that is worth starting will run. */
    private static final long NOTHING = 64L << 20;

    @Override
    public Finding run(Duration timeout) throws IOException {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        String problem = writeProblem(existing);
        if (problem != null) {
            return Finding.failure(
                    "%s: %s".formatted(existing, problem),
                    "let user %s write there, or set %s to a folder where it may"
                            .formatted(System.getProperty("user.name"), variable));
        }
        FileStore store = Files.getFileStore(existing);
        long free = store.getUsableSpace();
        String found =
                "%s, %s free%s"
                        .formatted(
                                folder,
                                Words.ofBytes(free),
                                existing.equals(folder.toAbsolutePath())
                                        ? ""
                                        : "; it isn't there yet and will be made");
        if (free < NOTHING) {
            return Finding.failure(
                    found, "free some space, or set %s to a larger disk".formatted(variable));
        }
        if (free < least) {
            return Finding.warning(
                    found + ", of which " + Words.ofBytes(least) + " are recommended",
                    "free some space, or set %s to a larger disk".formatted(variable));
        }
        return store.type().equals("tmpfs")
                ? Finding.warning(
                        found + ", in memory (tmpfs)",
                        "what is written there takes the machine's memory: set %s to a folder on a disk"
                                .formatted(variable))
                : Finding.ok(found);
    }

    /** By writing: a disk may be read-only, and root may do anything. */
    private static String writeProblem(Path existing) {
        if (!Files.isDirectory(existing)) {
            return "not a directory";
        }
        try {
            Files.delete(Files.createTempFile(existing, ".spillway-doctor-", ""));
            return null;
        } catch (IOException e) {
            return "can't be written to (%s)".formatted(e.getClass().getSimpleName());
        }
    }
}
