package io.spillway.dist.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.dist.monitoring.Documents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/** What the image of the Dockerfile holds, as far as that can be said without building it. */
final class Image {
    static final Path HOME = Path.of(System.getProperty("spillway.home"));
    static final Path EXAMPLES = HOME.resolve("examples");

    /** The repository: its documentation says which keys there are. */
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern KEY = Pattern.compile("[a-z]\\w*(?:[.-]\\w+)*\\.[\\w.-]+");

    final Dockerfile dockerfile;
    private final Map<String, Path> copied;

    Image() throws IOException {
        dockerfile = Dockerfile.read(EXAMPLES.resolve("docker/Dockerfile"));
        copied = dockerfile.copied(HOME);
    }

    /** What was copied, by its path in the image. */
    Map<String, Path> copied() {
        return copied;
    }

    /** The tarball's file for a path in the image; fails when none was copied there. */
    Path file(String path) {
        for (Map.Entry<String, Path> entry : copied.entrySet()) {
            if (path.equals(entry.getKey())) {
                return entry.getValue();
            }
            if (path.startsWith(entry.getKey() + "/")) {
                Path file = entry.getValue().resolve(path.substring(entry.getKey().length() + 1));
                assertThat(file).as(path).exists();
                return file;
            }
        }
        throw new AssertionError(path + " isn't in the image");
    }

    /** The user that processes run as. */
    String user() {
        return dockerfile.only("USER").replaceAll(":.*", "");
    }

    /**
     * Checks the arguments that a container gives to the entry point.
     *
     * @param arguments such as {@code jobmanager --job-jar …}
     */
    void assertRunnable(List<String> arguments) throws IOException {
        assertThat(arguments.get(0)).isIn("jobmanager", "taskmanager");
        int jar = arguments.indexOf("--job-jar");
        int end = arguments.indexOf("--");
        for (String argument : arguments.subList(1, end < 0 ? arguments.size() : end)) {
            if (argument.startsWith("-D")) {
                assertThat(documentedKeys()).contains(argument.substring(2).replaceAll("=.*", ""));
            } else if (argument.startsWith("-")) {
                assertThat(argument).isEqualTo("--job-jar");
            }
        }
        if (arguments.get(0).equals("jobmanager")) {
            assertThat(jar).as("usrlib/ is empty").isPositive();
            Set<String> options = optionsOf(file(arguments.get(jar + 1)));
            for (String option :
                    arguments.subList(end < 0 ? arguments.size() : end + 1, arguments.size())) {
                if (option.startsWith("--")) {
                    assertThat(options).contains(option.substring(2));
                }
            }
        }
    }

    /**
     * Checks a configuration for the containers: its keys are documented ones.
     *
     * @return its keys and values
     */
    static JsonNode configuration(Path file) throws IOException {
        JsonNode configuration = Documents.yaml(file);
        List<String> keys = new ArrayList<>();
        configuration.fieldNames().forEachRemaining(keys::add);
        assertThat(documentedKeys()).containsAll(keys);
        return configuration;
    }

    /** Seconds of a duration such as {@code 30 s} or {@code 30s}. */
    static int seconds(String duration) {
        assertThat(duration).matches("\\d+ ?s");
        return Integer.parseInt(duration.replaceAll("\\D", ""));
    }

    private static Set<String> documentedKeys() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String page :
                List.of(
                        "docs/reference/configuration.md",
                        "docs/guide/vm-setup.md",
                        "dist/src/main/conf/config.yaml")) {
            keys.addAll(
                    KEY.matcher(Files.readString(ROOT.resolve(page)))
                            .results()
                            .map((MatchResult found) -> found.group())
                            .collect(Collectors.toSet()));
        }
        return keys;
    }

    /** The texts that may be options among the constants of the job's main class. */
    private static Set<String> optionsOf(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String main = file.getManifest().getMainAttributes().getValue("Main-Class");
            byte[] type =
                    file.getInputStream(file.getEntry(main.replace('.', '/') + ".class"))
                            .readAllBytes();
            return Pattern.compile("[a-z]+(?:-[a-z]+)*")
                    .matcher(new String(type, StandardCharsets.ISO_8859_1))
                    .results()
                    .map((MatchResult found) -> found.group())
                    .collect(Collectors.toSet());
        }
    }
}
