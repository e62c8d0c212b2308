package io.spillway.settings;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * Takes values out of a configuration and keeps what is wrong with them.
 *
 * <p>Reading never throws for a bad value: it notes the problem and goes on with the default, so
 * that one start tells all problems. Call {@link #check()} when everything has been read, and use
 * nothing of what was read before that.
 */
public final class SettingsReader {
    private final ConfigurationFile file;
    private final Set<String> problems = new LinkedHashSet<>();

    /** Notes every {@code spillway.} key in {@code file} that no process of ours knows. */
    public SettingsReader(ConfigurationFile file) {
        this.file = file;
        noteUnknownKeys();
    }

    /** The value, or the default; null when there is neither. */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseGet(setting.option()::defaultValue);
    }

    /** The value, or empty when the user set none. */
    public <T> Optional<T> find(Setting<T> setting) {
        Optional<T> value = parse(setting.option(), setting.allowed().words());
        if (value.isPresent() && !setting.allowed().test().test(value.get())) {
            problem(setting.key(), notAllowed(setting.key(), setting.allowed().words()));
            return Optional.empty();
        }
        return value;
    }

    /** The value of a key of Flink's, or its default. */
    public <T> T get(ConfigOption<T> option) {
        return find(option).orElseGet(option::defaultValue);
    }

    /** The value of a key of Flink's, or empty when the user set none. */
    public <T> Optional<T> find(ConfigOption<T> option) {
        return parse(option, "a value that Flink takes for this key");
    }

    /** Notes a problem that concerns more than one key or needs more than a range to tell. */
    public void problem(String key, String whatIsWrong) {
        problems.add("%s: %s: %s".formatted(file.origin(key), key, whatIsWrong));
    }

    /** Notes a problem with an argument of the command line. */
    public void commandLineProblem(String option, String whatIsWrong) {
        problems.add(option + ": " + whatIsWrong);
    }

    /** Reports everything that was found wrong so far. */
    public void check() throws InvalidSettingsException {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(List.copyOf(problems));
        }
    }

    private <T> Optional<T> parse(ConfigOption<T> option, String allowed) {
        try {
            return file.configuration().getOptional(option);
        } catch (RuntimeException e) {
            problem(option.key(), notAllowed(option.key(), allowed));
            return Optional.empty();
        }
    }

    private String notAllowed(String key, String allowed) {
        String raw =
                GlobalConfiguration.isSensitive(key)
                        ? GlobalConfiguration.HIDDEN_CONTENT
                        : file.configuration().toMap().get(key);
        return "\"%s\" is not %s".formatted(raw, allowed);
    }

    private void noteUnknownKeys() {
        Map<String, ConfigOption<?>> known =
                SettingCatalog.settings().stream()
                        .collect(Collectors.toMap(Setting::key, Setting::option));
        List<String> keys = new ArrayList<>(file.configuration().keySet());
        keys.sort(null);
        for (String key : keys) {
            if (key.startsWith(Setting.PREFIX) && !known.containsKey(key)) {
                problem(
                        key,
                        SettingCatalog.nearest(key, known.keySet())
                                .map(n -> "no such key; did you mean %s?".formatted(n))
                                .orElse("no such key; see docs/reference/configuration.md"));
            }
        }
    }
}
