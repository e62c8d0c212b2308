package io.spillway.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.YamlParserUtils;

/**
 * Flink's {@code config.yaml} with the command line's {@code -Dkey=value} on top, as read.
 *
 * @param path the file; null when the configuration came from no file
 * @param configuration what it says; the command line wins
 * @param overridden the keys that the command line set
 */
public record ConfigurationFile(Path path, Configuration configuration, Set<String> overridden) {

    /** The file's name, which is Flink's own. */
    public static final String NAME = "config.yaml";

    /** Names the folder that holds the file. */
    public static final String FOLDER_VARIABLE = "SPILLWAY_CONF_DIR";

    /** Names the folder that the tarball was unpacked to; the file is in its {@code conf/}. */
    public static final String HOME_VARIABLE = "SPILLWAY_HOME";

    private static final Pattern MARK = Pattern.compile("in .*, line (\\d+), column \\d+");

    public ConfigurationFile {
        overridden = Set.copyOf(overridden);
    }

    /** A configuration that no file stands behind. */
    public static ConfigurationFile of(Configuration configuration) {
        return new ConfigurationFile(null, configuration, Set.of());
    }

    /**
     * The folder that holds the file: what the command line says, else {@code SPILLWAY_CONF_DIR},
     * else {@code conf/} in {@code SPILLWAY_HOME}.
     */
    public static Path folder(Optional<Path> commandLine, Map<String, String> environment)
            throws InvalidSettingsException {
        if (commandLine.isPresent()) {
            return commandLine.get();
        }
        if (environment.containsKey(FOLDER_VARIABLE)) {
            return Path.of(environment.get(FOLDER_VARIABLE));
        }
        if (environment.containsKey(HOME_VARIABLE)) {
            return Path.of(environment.get(HOME_VARIABLE), "conf");
        }
        throw new InvalidSettingsException(
                "Where %s is was not said: pass --config-dir DIR or set %s."
                        .formatted(NAME, FOLDER_VARIABLE));
    }

    /**
     * Reads the file and puts the command line's settings on top. Blocks on the disk.
     *
     * @param folder where {@code config.yaml} is
     * @param dynamic settings of the command line; they win
     * @throws InvalidSettingsException when there is no such file or it is no YAML; one line that
     *     names file and line
     */
    public static ConfigurationFile load(Path folder, Map<String, String> dynamic)
            throws InvalidSettingsException {
        Path path = folder.resolve(NAME);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new InvalidSettingsException(
                    "%s: no such file, or it can't be read; pass --config-dir DIR with the folder that holds %s."
                            .formatted(path, NAME));
        }
        Configuration configuration;
        try {
            configuration = GlobalConfiguration.loadConfiguration(folder.toString());
        } catch (RuntimeException e) {
            throw new InvalidSettingsException(describe(path, e));
        }
        dynamic.forEach(configuration::setString);
        return new ConfigurationFile(path, configuration, dynamic.keySet());
    }

    /**
     * Reads {@code key=value} pairs as they follow {@code -D} on the command line.
     *
     * @throws InvalidSettingsException naming every one that is no such pair
     */
    public static Map<String, String> parseDynamic(List<String> pairs)
            throws InvalidSettingsException {
        Map<String, String> parsed = new LinkedHashMap<>();
        List<String> wrong =
                pairs.stream()
                        .filter(p -> p.indexOf('=') < 1)
                        .map(p -> "-D%s: write -Dkey=value".formatted(p))
                        .toList();
        if (!wrong.isEmpty()) {
            throw new InvalidSettingsException(wrong);
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            parsed.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
        return parsed;
    }

    /** Where a key was set, for messages: the file's path, or the command line. */
    public String origin(String key) {
        if (overridden.contains(key)) {
            return "-D";
        }
        return path == null ? NAME : path.toString();
    }

    private static String describe(Path path, RuntimeException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        List<String> lines =
                Optional.ofNullable(cause.getMessage())
                        .orElse("")
                        .lines()
                        .map(String::strip)
                        .toList();
        for (int i = lines.size() - 1; i >= 0; i--) {
            Matcher mark = MARK.matcher(lines.get(i));
            if (mark.find()) {
                String problem = i > 0 ? lines.get(i - 1) : "not YAML";
                return "%s:%s: %s".formatted(path, mark.group(1), problem);
            }
        }
        if (cause instanceof NullPointerException) {
            return "%s: %s: a key without a value; give it one or delete the line."
                    .formatted(path, keyWithoutValue(path));
        }
        if (cause instanceof ClassCastException) {
            return "%s: not a list of \"key: value\" lines.".formatted(path);
        }
        return "%s: %s".formatted(path, lines.isEmpty() ? "not YAML" : lines.get(0));
    }

    private static String keyWithoutValue(Path path) {
        try {
            return findNull("", YamlParserUtils.loadYamlFile(path.toFile())).orElse("?");
        } catch (Exception e) {
            return "?";
        }
    }

    private static Optional<String> findNull(String prefix, Map<?, ?> values) {
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            String key = prefix + entry.getKey();
            if (entry.getValue() == null) {
                return Optional.of(key);
            }
            if (entry.getValue() instanceof Map<?, ?> nested) {
                Optional<String> found = findNull(key + ".", nested);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
