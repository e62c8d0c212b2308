package io.spillway.terraform.boot;

import io.spillway.terraform.Checksums;
import io.spillway.terraform.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A tarball with everything that the boot script looks for and nothing that takes time: its {@code
 * bin/spillway} writes what it was called with to {@code called.txt} beside the log files.
 *
 * @param file the tarball
 * @param sha256 its checksum
 */
record FakeTarball(Path file, String sha256) {
    private static final String SPILLWAY =
            """
            #!/usr/bin/env bash
            set -eu
            if [ "$1" = prepare ]; then
                echo "${SPILLWAY_CLASS_PATH:-}" >"$(dirname "$0")/../prepared"
                echo "Prepared in 0 s: an archive"
                exit
            fi
            {
                printf 'argument %s\\n' "$@"
                echo "conf ${SPILLWAY_CONF_DIR:-}"
                echo "class path ${SPILLWAY_CLASS_PATH:-}"
            } >"$SPILLWAY_LOG_DIR/called.txt"
            """;

    static FakeTarball in(Path directory) throws IOException {
        Path content = Files.createDirectories(directory.resolve("content/spillway-1.2.3"));
        for (String folder : List.of("bin", "conf", "lib", "systemd", "usrlib")) {
            Files.createDirectories(content.resolve(folder));
        }
        Path spillway = Files.writeString(content.resolve("bin/spillway"), SPILLWAY);
        if (!spillway.toFile().setExecutable(true)) {
            throw new IOException(spillway + " can't be made executable");
        }
        Path dist = Path.of("../dist/src/main");
        for (String unit :
                List.of(
                        "spillway-jobmanager.service",
                        "spillway-taskmanager.service",
                        "spillway.sysusers.conf")) {
            Files.copy(
                    dist.resolve("systemd").resolve(unit),
                    content.resolve("systemd").resolve(unit));
        }
        for (String log :
                List.of("log4j2-jobmanager.properties", "log4j2-taskmanager.properties")) {
            Files.copy(dist.resolve("conf").resolve(log), content.resolve("conf").resolve(log));
        }
        Path tarball = directory.resolve("spillway-1.2.3.tar.gz");
        Ran.command(
                        directory,
                        Map.of(),
                        "tar",
                        "-czf",
                        tarball.toString(),
                        "-C",
                        directory.resolve("content").toString(),
                        "spillway-1.2.3")
                .succeeded();
        return new FakeTarball(tarball, Checksums.sha256(tarball));
    }
}
