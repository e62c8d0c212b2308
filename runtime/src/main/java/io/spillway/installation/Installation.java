package io.spillway.installation;

import io.spillway.settings.ConfigurationFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the parts of an unpacked tarball are, by the variables that {@code bin/spillway} sets.
 *
 * @param home the folder that it was unpacked to; absolute
 * @param logs where log files are written
 * @param plugins the folder of plugins
 * @param temporary where the processes put temporary files, unless the configuration says so
 * @param archive where this class path's class-data sharing archive belongs; empty where nobody
 *     says so
 * @param classPathProblem what is wrong with {@code SPILLWAY_CLASS_PATH}, if anything
 */
public record Installation(
        Path home,
        Path logs,
        Path plugins,
        Path temporary,
        Optional<Path> archive,
        Optional<String> classPathProblem) {

    /** As the environment says. */
    public static Installation of(Map<String, String> environment) {
        Path home =
                Path.of(environment.getOrDefault(ConfigurationFile.HOME_VARIABLE, "."))
                        .toAbsolutePath()
                        .normalize();
        return new Installation(
                home,
                folder(environment, "SPILLWAY_LOG_DIR", home.resolve("log")),
                folder(environment, "FLINK_PLUGINS_DIR", home.resolve("plugins")),
                folder(environment, "TMPDIR", Path.of(System.getProperty("java.io.tmpdir"))),
                Optional.ofNullable(environment.get("SPILLWAY_ARCHIVE")).map(Path::of),
                Optional.ofNullable(environment.get("SPILLWAY_CLASS_PATH_PROBLEM")));
    }

    /** Where the job's jar is put. */
    public Path usrlib() {
        return home.resolve("usrlib");
    }

    private static Path folder(Map<String, String> environment, String variable, Path otherwise) {
        return Optional.ofNullable(environment.get(variable)).map(Path::of).orElse(otherwise);
    }
}
