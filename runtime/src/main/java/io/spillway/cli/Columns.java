package io.spillway.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * How wide a table may be.
 *
 * @param width in characters
 */
record Columns(int width) {
    private static final int USUAL = 80;
    private static final int LEAST = 60;

    /**
     * What the user says, else the terminal's width, which {@code bin/spillway} tells.
     *
     * @param option the value of {@code --width}; null without one
     * @throws ParameterException when that is too narrow
     */
    static Columns of(Integer option, Map<String, String> environment, CommandLine command) {
        if (option != null) {
            if (option < LEAST) {
                throw new ParameterException(
                        command,
                        "--width: %d is too narrow for the table; it takes %d or more"
                                .formatted(option, LEAST));
            }
            return new Columns(option);
        }
        try {
            return new Columns(Math.max(LEAST, Integer.parseInt(environment.get("COLUMNS"))));
        } catch (NumberFormatException e) {
            return new Columns(USUAL);
        }
    }
}
