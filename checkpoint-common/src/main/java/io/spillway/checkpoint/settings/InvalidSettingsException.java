package io.spillway.checkpoint.settings;

import java.util.List;

/** Settings that can't be used. The message holds every problem, a line each, and no secret. */
public final class InvalidSettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidSettingsException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
