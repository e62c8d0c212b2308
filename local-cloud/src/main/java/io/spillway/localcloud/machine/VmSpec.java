package io.spillway.localcloud.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one VM runs.
 *
 * @param id the instance id: letters, digits, dots, underscores and hyphens
 * @param directory where the VM keeps its files; made when it is missing
 * @param command the main process and its arguments
 * @param environment added to this process's environment
 * @param bootDelay how long the machine takes until the main process starts; zero or more
 * @param withheld how variables begin that this process may have and the machine must not, unless
 *     they are in {@code environment}
 */
public record VmSpec(
        String id,
        Path directory,
        List<String> command,
        Map<String, String> environment,
        Duration bootDelay,
        List<String> withheld) {

    /** A machine from which nothing is withheld. */
    public VmSpec(
            String id,
            Path directory,
            List<String> command,
            Map<String, String> environment,
            Duration bootDelay) {
        this(id, directory, command, environment, bootDelay, List.of());
    }

    public VmSpec {
        if (!id.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "instance id '" + id + "': letters, digits and . _ - are allowed");
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException("the command of " + id + " is empty");
        }
        if (bootDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "boot delay " + bootDelay + " of " + id + ": must not be negative");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        withheld = List.copyOf(withheld);
    }
}
