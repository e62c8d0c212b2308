package io.spillway.plugins;

/** A plugin that is there and can't be loaded. The message is one line that names its folder. */
public final class PluginException extends Exception {
    private static final long serialVersionUID = 1L;

    PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
