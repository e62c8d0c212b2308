package io.spillway.doctor.machine;

import io.spillway.installation.Installation;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Whether {@code spillway prepare} has run, for the jars that are there now. */
public record ClassDataCheck(Installation installation) implements Check {
    private static final String PREPARE =
            "run \"spillway prepare\" when the machine image is built, or once at boot: a TaskManager then joins a second or two earlier";

    @Override
    public String name() {
        return "Class data";
    }

    @Override
    public Finding run(Duration timeout) throws IOException {
        if (installation.classPathProblem().isPresent()) {
            return Finding.failure(
                    installation.classPathProblem().get(),
                    "correct SPILLWAY_CLASS_PATH where the process is started, as in its systemd unit");
        }
        if (installation.archive().isEmpty()) {
            return Finding.skipped("bin/spillway didn't say where it belongs");
        }
        Path archive = installation.archive().get();
        if (Files.isReadable(archive)) {
            return Finding.ok(archive.toString());
        }
        String name = archive.getFileName().toString();
        // The agent's own archive is beside it.
        String kind = name.substring(0, name.indexOf('-') + 1);
        List<Path> others = List.of();
        if (Files.isDirectory(archive.getParent())) {
            try (Stream<Path> files = Files.list(archive.getParent())) {
                others =
                        files.filter(file -> file.toString().endsWith(".jsa"))
                                .filter(file -> file.getFileName().toString().startsWith(kind))
                                .toList();
            }
        }
        return Finding.warning(
                others.isEmpty()
                        ? "no archive in %s: processes start slower".formatted(archive.getParent())
                        : "%s is of other jars than those of lib/ and SPILLWAY_CLASS_PATH: it isn't used"
                                .formatted(others.get(0)),
                PREPARE);
    }
}
