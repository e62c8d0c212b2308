package io.spillway.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;

/**
 * Which values a key may have.
 *
 * @param words the values as a noun phrase for messages and the reference page: "a duration from 1
 *     s to 1 h, such as 5 min"
 * @param test whether a value that has the right type is one of them
 */
public record Allowed<T>(String words, Predicate<T> test) {

    /** Durations from {@code min} to {@code max}, both included. */
    public static Allowed<Duration> between(Duration min, Duration max) {
        return new Allowed<>(
                "a duration from %s to %s, such as \"%s\""
                        .formatted(format(min), format(max), example(min, max)),
                d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0);
    }

    /** Whole numbers from {@code min} to {@code max}, both included. */
    public static Allowed<Integer> between(int min, int max) {
        return new Allowed<>(
                "a whole number from %d to %d".formatted(min, max), i -> i >= min && i <= max);
    }

    /** Numbers from {@code min} to {@code max}, both included. */
    public static Allowed<Double> between(double min, double max) {
        return new Allowed<>(
                "a number from %s to %s".formatted(min, max), d -> d >= min && d <= max);
    }

    /** Amounts of memory from {@code min} to {@code max}, both included. */
    public static Allowed<MemorySize> between(MemorySize min, MemorySize max) {
        return new Allowed<>(
                "an amount of memory from %s to %s, such as \"512 mb\""
                        .formatted(format(min), format(max)),
                m -> m.compareTo(min) >= 0 && m.compareTo(max) <= 0);
    }

    /** The constants of an enum, written in lower case with dashes. */
    public static <E extends Enum<E>> Allowed<E> oneOf(Class<E> type) {
        return new Allowed<>(
                Stream.of(type.getEnumConstants())
                        .map(Allowed::format)
                        .collect(Collectors.joining(", ", "one of ", "")),
                e -> true);
    }

    /** {@code true} or {@code false}. */
    public static Allowed<Boolean> trueOrFalse() {
        return new Allowed<>("true or false", b -> true);
    }

    /** Texts that match {@code pattern} as a whole; {@code words} says so to a reader. */
    public static Allowed<String> text(String words, String pattern) {
        return new Allowed<>(words, Pattern.compile(pattern).asMatchPredicate());
    }

    /** A value as a user would write it: "5 min", "512 mb", "none". */
    static String format(Object value) {
        if (value instanceof Duration duration) {
            return formatDuration(duration);
        }
        if (value instanceof MemorySize size) {
            return formatMemory(size.getBytes());
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return String.valueOf(value);
    }

    private static String formatMemory(long bytes) {
        if (bytes == 0) {
            return "0";
        }
        if (bytes % (1L << 30) == 0) {
            return (bytes >> 30) + " gb";
        }
        return bytes % (1L << 20) == 0 ? (bytes >> 20) + " mb" : bytes + " bytes";
    }

    private static String formatDuration(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0 s";
        }
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + " d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + " h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + " min";
        }
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    private static String example(Duration min, Duration max) {
        return Stream.of(
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(100))
                .filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0)
                .findFirst()
                .map(Allowed::formatDuration)
                .orElse(formatDuration(min));
    }
}
