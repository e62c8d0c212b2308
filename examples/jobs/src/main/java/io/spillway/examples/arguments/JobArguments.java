package io.spillway.examples.arguments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A job's command line: {@code --name value} pairs and {@code --flag}s. Everything that is wrong is
 * said in one line that names the option, its value and what is allowed.
 *
 * <p>Not safe for use by several threads; a job's main method reads it once.
 */
public final class JobArguments {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> flags = new TreeSet<>();

    private JobArguments() {}

    /**
     * Reads the arguments.
     *
     * @param arguments the command line after the job's own name
     * @param options the names (without dashes) that take a value
     * @param flags the names (without dashes) that take none
     * @throws IllegalArgumentException when an argument isn't one of these, lacks its value, or
     *     comes twice
     */
    public static JobArguments parse(String[] arguments, Set<String> options, Set<String> flags) {
        JobArguments parsed = new JobArguments();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            String name = argument.startsWith("--") ? argument.substring(2) : "";
            if (flags.contains(name)) {
                parsed.flags.add(name);
            } else if (options.contains(name)) {
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(argument + ": a value is missing");
                }
                if (parsed.values.putIfAbsent(name, arguments[++i]) != null) {
                    throw new IllegalArgumentException(argument + ": given twice");
                }
            } else {
                List<String> known = new ArrayList<>();
                new TreeSet<>(options).forEach(option -> known.add("--" + option + " VALUE"));
                new TreeSet<>(flags).forEach(flag -> known.add("--" + flag));
                throw new IllegalArgumentException(
                        argument + ": no such option; known are " + String.join(", ", known));
            }
        }
        return parsed;
    }

    /** Whether the flag was given. */
    public boolean has(String flag) {
        return flags.contains(flag);
    }

    /** The option's value, or the given one. */
    public String text(String option, String otherwise) {
        return values.getOrDefault(option, otherwise);
    }

    /**
     * The option's value.
     *
     * @throws IllegalArgumentException when it wasn't given
     */
    public String requiredText(String option) {
        String value = values.get(option);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("--" + option + ": is required");
        }
        return value;
    }

    /**
     * A whole number.
     *
     * @param least the smallest value allowed
     * @param most the largest value allowed
     * @throws IllegalArgumentException when it is none, or out of range
     */
    public int number(String option, int otherwise, int least, int most) {
        String value = values.get(option);
        if (value == null) {
            return otherwise;
        }
        String allowed = "; allowed is a whole number from " + least + " to " + most;
        int number;
        try {
            number = Integer.parseInt(value.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + option + ": '" + value + "'" + allowed, e);
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException("--" + option + ": " + number + allowed);
        }
        return number;
    }
}
