package io.spillway.gcs.settings;

import io.spillway.checkpoint.settings.CheckedOptions;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** Reads settings out of a Flink configuration and tells all that is wrong with them at once. */
public final class GcsSettingsReader {
    /** By which Google's own clients find an emulator. */
    private static final String EMULATOR = "STORAGE_EMULATOR_HOST";

    private final CheckedOptions options;
    private final Optional<String> emulator;

    private GcsSettingsReader(Configuration configuration, Map<String, String> environment) {
        this.options = new CheckedOptions(configuration);
        this.emulator =
                Optional.ofNullable(environment.get(EMULATOR))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty());
    }

    /**
     * Reads them, and what this process' environment adds.
     *
     * @throws InvalidSettingsException when at least one can't be used
     */
    public static GcsSettings read(Configuration configuration) throws InvalidSettingsException {
        return read(configuration, System.getenv());
    }

    static GcsSettings read(Configuration configuration, Map<String, String> environment)
            throws InvalidSettingsException {
        return new GcsSettingsReader(configuration, environment).read();
    }

    private GcsSettings read() throws InvalidSettingsException {
        Optional<String> address = options.nonBlank(GcsOptions.ROOT_URL);
        boolean emulated = address.isEmpty() && emulator.isPresent();
        GcsSettings settings =
                new GcsSettings(
                        address.or(() -> emulator).flatMap(text -> url(text, emulated)),
                        !options.flag(GcsOptions.NO_CREDENTIALS) && !emulated,
                        keyFile(),
                        options.entropy(GcsOptions.ENTROPY_KEY, GcsOptions.ENTROPY_LENGTH),
                        options.uploads(
                                GcsOptions.PART_SIZE, GcsOptions.MEMORY, GcsOptions.CHECKSUMS),
                        options.requests(
                                GcsOptions.MAX_CONNECTIONS,
                                GcsOptions.ATTEMPT_TIMEOUT,
                                GcsOptions.CALL_TIMEOUT,
                                GcsOptions.RETRIES),
                        options.checkpointDirectory());
        options.requireSound();
        return settings;
    }

    private Optional<URI> url(String text, boolean emulated) {
        String address = emulated && !text.contains("://") ? "http://" + text : text;
        try {
            URI uri = URI.create(address.replaceFirst("/+$", ""));
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            // The same complaint as for any other address that isn't one.
        }
        String allowed = "http://host[:port] or https://host[:port]";
        if (emulated) {
            options.problem(
                    "%s of the environment: '%s' is not allowed: %s"
                            .formatted(EMULATOR, text, allowed));
        } else {
            options.problem(GcsOptions.ROOT_URL, text, allowed);
        }
        return Optional.empty();
    }

    private Optional<Path> keyFile() {
        Optional<String> text = options.nonBlank(GcsOptions.KEY_FILE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = Path.of(text.get());
            if (Files.isReadable(file)) {
                return Optional.of(file);
            }
        } catch (InvalidPathException e) {
            // The same complaint as for a file that isn't there.
        }
        options.problem(GcsOptions.KEY_FILE, text.get(), "a file that can be read");
        return Optional.empty();
    }
}
