package io.spillway.checkpoint.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/**
 * Reads options out of a Flink configuration and gathers all that is wrong with them. What isn't
 * allowed is a problem, and is read as the default, so that the others can be read, too.
 */
public final class CheckedOptions {
    private static final long MIB = 1024 * 1024;

    /** What the clouds allow for parts, other than the last one. */
    private static final long SMALLEST_PART = 5 * MIB;

    private static final long LARGEST_PART = 512 * MIB;
    private static final Pattern MARKER = Pattern.compile("[\\w.=-]{1,64}");

    private final Configuration configuration;
    private final List<String> problems = new ArrayList<>();

    public CheckedOptions(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * To be called when all are read.
     *
     * @throws InvalidSettingsException when at least one can't be used
     */
    public void requireSound() throws InvalidSettingsException {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    /** Random characters in paths. */
    public Optional<Entropy> entropy(ConfigOption<String> marker, ConfigOption<Integer> length) {
        int characters = checked(length, each -> each >= 1 && each <= 32, "a number from 1 to 32");
        return text(marker, MARKER, "letters, digits and _ . = -, 64 at most")
                .map(each -> new Entropy(each, characters));
    }

    /** How streams hold and send what is written. */
    public Uploads uploads(
            ConfigOption<MemorySize> partSize,
            ConfigOption<MemorySize> memorySize,
            ConfigOption<Boolean> checksums) {
        long part =
                bytes(
                        partSize,
                        each -> each >= SMALLEST_PART && each <= LARGEST_PART,
                        "a size from 5mb to 512mb");
        long memory =
                bytes(
                        memorySize,
                        each -> each >= 2 * part,
                        "twice %s at least, which is %s"
                                .formatted(partSize.key(), new MemorySize(part)));
        return new Uploads(memory, part, flag(checksums));
    }

    /** How requests are made. */
    public Requests requests(
            ConfigOption<Integer> connections,
            ConfigOption<Duration> attemptTimeout,
            ConfigOption<Duration> callTimeout,
            ConfigOption<Integer> retries) {
        Duration attempt =
                checked(
                        attemptTimeout,
                        each -> each.toMillis() >= 100 && each.toHours() < 1,
                        "a duration from 100 ms to 1 h");
        Duration call =
                checked(
                        callTimeout,
                        each -> each.compareTo(attempt) >= 0 && each.toHours() < 24,
                        "a duration from %s (%d ms) to 24 h"
                                .formatted(attemptTimeout.key(), attempt.toMillis()));
        return new Requests(
                checked(
                        connections,
                        each -> each >= 4 && each <= 10_000,
                        "a number from 4 to 10000"),
                attempt,
                call,
                checked(retries, each -> each >= 0 && each <= 100, "a number up to 100"));
    }

    /** Where Flink keeps checkpoints, as far as the configuration says it. */
    public Optional<String> checkpointDirectory() {
        return configuration
                .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                .map(String::strip);
    }

    /** A text of some form; empty where there is none. */
    public Optional<String> text(ConfigOption<String> option, Pattern allowed, String words) {
        Optional<String> text = nonBlank(option);
        if (text.isPresent() && !allowed.matcher(text.get()).matches()) {
            problem(option, text.get(), words);
            return Optional.empty();
        }
        return text;
    }

    /** A text without spaces around it; empty where there is none. */
    public Optional<String> nonBlank(ConfigOption<String> option) {
        return configuration.getOptional(option).map(String::strip).filter(each -> !each.isEmpty());
    }

    /** Yes or no. */
    public boolean flag(ConfigOption<Boolean> option) {
        return checked(option, each -> true, "true or false");
    }

    private long bytes(ConfigOption<MemorySize> option, Predicate<Long> allowed, String words) {
        return checked(option, each -> allowed.test(each.getBytes()), words).getBytes();
    }

    /** The value, or the default where there is none or it isn't allowed. */
    private <T> T checked(ConfigOption<T> option, Predicate<T> allowed, String words) {
        try {
            T value = configuration.get(option);
            if (allowed.test(value)) {
                return value;
            }
        } catch (RuntimeException e) {
            // Flink's message may hold what was set; ours names what is allowed.
        }
        problem(option, raw(option), words);
        return option.defaultValue();
    }

    private String raw(ConfigOption<?> option) {
        for (String key : keys(option)) {
            String value = configuration.toMap().get(key);
            if (value != null) {
                return value;
            }
        }
        return String.valueOf(option.defaultValue());
    }

    private static List<String> keys(ConfigOption<?> option) {
        List<String> keys = new ArrayList<>(List.of(option.key()));
        option.fallbackKeys().forEach(each -> keys.add(each.getKey()));
        return keys;
    }

    /**
     * Something is wrong with an option.
     *
     * @param allowed in words
     */
    public void problem(ConfigOption<?> option, String value, String allowed) {
        problem("%s: '%s' is not allowed: %s".formatted(option.key(), value, allowed));
    }

    /** Something is wrong with several of them. */
    public void problem(String line) {
        problems.add(line);
    }
}
