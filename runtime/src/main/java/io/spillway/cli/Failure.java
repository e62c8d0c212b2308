package io.spillway.cli;

import io.spillway.agent.ExitCode;
import io.spillway.program.InvalidJobJarException;
import io.spillway.restapi.JobManagerException;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.upgrade.UpgradeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a command failed.
 *
 * @param exitCode what the process ends with
 * @param messages one line each
 */
record Failure(int exitCode, List<String> messages) {

    static Failure of(Exception e) {
        if (e instanceof InvalidSettingsException invalid) {
            return new Failure(ExitCode.WRONG_USAGE, invalid.problems());
        }
        if (e instanceof JobManagerException failure) {
            return switch (failure.kind()) {
                case UNREACHABLE ->
                        new Failure(
                                ExitCode.UNREACHABLE,
                                List.of(
                                        failure.getMessage()
                                                + ": check that the JobManager runs, and --jobmanager or rest.address and rest.port"));
                case NOT_FOUND -> new Failure(ExitCode.NOT_FOUND, List.of(failure.getMessage()));
                case NOT_OURS, CONFLICT, FAILED ->
                        new Failure(ExitCode.FAILED, List.of(failure.getMessage()));
                case REFUSED -> new Failure(ExitCode.WRONG_USAGE, List.of(failure.getMessage()));
            };
        }
        if (e instanceof UpgradeException upgrade) {
            return new Failure(
                    upgrade.isUsage() ? ExitCode.WRONG_USAGE : ExitCode.FAILED,
                    List.of(upgrade.getMessage()));
        }
        if (e instanceof InvalidJobJarException) {
            return new Failure(ExitCode.WRONG_USAGE, List.of(e.getMessage()));
        }
        if (e instanceof FileSystemException file) {
            String reason = Optional.ofNullable(file.getReason()).orElse(kind(file));
            return new Failure(
                    ExitCode.FAILED, List.of("%s: %s".formatted(file.getFile(), reason)));
        }
        if (e instanceof IOException) {
            return new Failure(ExitCode.FAILED, List.of(String.valueOf(e.getMessage())));
        }
        if (e instanceof FleetPage.PageUnavailable) {
            return new Failure(ExitCode.FAILED, List.of(e.getMessage()));
        }
        return new Failure(ExitCode.FAILED, List.of(String.valueOf(e)));
    }

    private static String kind(FileSystemException e) {
        return e instanceof AccessDeniedException
                ? "this user may not do that; run it as the owner of the installation"
                : e.getClass().getSimpleName();
    }

    /** The messages, each after the command's name. */
    String lines(String command) {
        return messages.stream()
                .map(m -> command + ": " + m)
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
