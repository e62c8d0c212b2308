package io.spillway.localcloud.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster's configuration directory: {@code config.yaml} and the log settings. */
public final class ConfigurationDirectory {
    private ConfigurationDirectory() {}

    /**
     * Writes it.
     *
     * @param directory made when it is missing
     * @param template where the log settings are copied from: the tarball's {@code conf/}
     * @param settings keys and values of {@code config.yaml}
     */
    public static void write(Path directory, Path template, Map<String, ?> settings)
            throws IOException {
        Files.createDirectories(directory);
        List<Path> logSettings;
        try (Stream<Path> files = Files.list(template)) {
            logSettings =
                    files.filter(file -> file.getFileName().toString().startsWith("log4j2"))
                            .toList();
        }
        for (Path file : logSettings) {
            Files.copy(
                    file,
                    directory.resolve(file.getFileName()),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(
                directory.resolve("config.yaml"),
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }
}
