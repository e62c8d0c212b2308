package io.spillway.agent;

import io.spillway.settings.InvalidSettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line. Read by hand: a parser would take a tenth of the memory that the agent may
 * take.
 */
record AgentCommandLine(Optional<Path> configDir, List<String> dynamic, boolean help) {

    static AgentCommandLine parse(String[] arguments) throws InvalidSettingsException {
        Optional<Path> configDir = Optional.empty();
        List<String> dynamic = new ArrayList<>();
        boolean help = false;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--help") || argument.equals("-h")) {
                help = true;
            } else if (argument.equals("--config-dir") || argument.equals("-D")) {
                if (++i == arguments.length) {
                    throw new InvalidSettingsException(argument + ": needs a value after it");
                }
                if (argument.equals("-D")) {
                    dynamic.add(arguments[i]);
                } else {
                    configDir = Optional.of(Path.of(arguments[i]));
                }
            } else if (argument.startsWith("--config-dir=")) {
                configDir = Optional.of(Path.of(argument.substring("--config-dir=".length())));
            } else if (argument.startsWith("-D")) {
                dynamic.add(argument.substring(2));
            } else {
                throw new InvalidSettingsException(
                        "%s: no such option; \"spillway taskmanager --help\" lists them"
                                .formatted(argument));
            }
        }
        return new AgentCommandLine(configDir, List.copyOf(dynamic), help);
    }
}
