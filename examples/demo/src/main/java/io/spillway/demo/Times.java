package io.spillway.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a length of time: {@code 90s}, {@code 6 min}, {@code 1h}. */
final class Times implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})\\s*(s|sec|m|min|h)");

    @Override
    public Duration convert(String value) {
        Matcher time = TIME.matcher(value.strip().toLowerCase(Locale.ROOT));
        if (!time.matches()) {
            throw new TypeConversionException(
                    "'" + value + "' is not a length of time such as 90s, 6min or 1h");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s", "sec" -> Duration.ofSeconds(number);
            case "m", "min" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
