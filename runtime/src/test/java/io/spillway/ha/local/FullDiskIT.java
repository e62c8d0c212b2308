package io.spillway.ha.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.WriteOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The local store on a disk that is full: a file system in memory, of 64 KiB, which a process of
 * its own mounts for itself where the system lets it.
 */
class FullDiskIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final List<String> OWN_MOUNTS =
            List.of("unshare", "--user", "--map-root-user", "--mount");

    @TempDir Path directory;

    @Test
    void whatWasThereStaysAndTheErrorNamesIt() throws Exception {
        assumeTrue(
                ends(inItsOwnMounts("true")) == 0,
                "this system lets nobody mount (unshare --user --mount)");
        Process process =
                inItsOwnMounts(
                        String.join(
                                " ",
                                "exec",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-cp",
                                "\"$CLASS_PATH\"",
                                FullDiskIT.class.getName(),
                                directory.toString()));
        int exit = ends(process);
        assertThat(exit).as(said()).isZero();
        assertThat(said())
                .contains("can't write other: ")
                .contains("No space left on device")
                .contains(directory.toUri().getPath())
                .contains("read again: 1000")
                .contains("left unfinished: 0")
                .contains("written again: Committed");
    }

    private Process inItsOwnMounts(String command) throws IOException {
        List<String> all = new ArrayList<>(OWN_MOUNTS);
        all.addAll(
                List.of(
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=64k tmpfs '%s' && %s"
                                .formatted(directory, command)));
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output().toFile());
        builder.environment().put("CLASS_PATH", System.getProperty("java.class.path"));
        try {
            return builder.start();
        } catch (IOException e) {
            assumeTrue(false, "there is no unshare: " + e.getMessage());
            throw e;
        }
    }

    private Path output() {
        return directory.resolve("said");
    }

    private String said() throws IOException {
        return Files.readString(output());
    }

    private static int ends(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Fills the disk, in a process of its own: directory. */
    public static void main(String[] arguments) throws Exception {
        Path disk = Path.of(arguments[0]);
        try (LocalDirectoryStore store = LocalDirectoryStore.open(disk, TIMEOUT)) {
            WriteOutcome first = store.createIfAbsent("one", new byte[1000], TIMEOUT);
            Path ballast = disk.resolve("ballast");
            fill(ballast);
            try {
                System.out.println(store.createIfAbsent("other", new byte[1000], TIMEOUT));
            } catch (StoreException e) {
                System.out.println(e.getMessage());
            }
            StoredObject again = store.get("one", TIMEOUT).orElseThrow();
            System.out.println("read again: " + again.content().length);
            try (var unfinished = Files.list(disk.resolve(".unfinished"))) {
                System.out.println("left unfinished: " + unfinished.count());
            }
            Files.delete(ballast);
            WriteOutcome second =
                    store.replaceIfMatches(
                            "one",
                            ((WriteOutcome.Committed) first).version(),
                            new byte[2000],
                            TIMEOUT);
            System.out.println("written again: " + second.getClass().getSimpleName());
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[1024]);
            }
        } catch (IOException e) {
            // Full.
        }
    }
}
