package io.spillway.settings;

import java.util.List;

/** What is wrong with the settings: every problem, one line each. */
public final class InvalidSettingsException extends Exception {
    private final List<String> problems;

    public InvalidSettingsException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public InvalidSettingsException(String problem) {
        this(List.of(problem));
    }

    /** One line each, complete: where, key, value, what is allowed. Never empty. */
    public List<String> problems() {
        return problems;
    }
}
