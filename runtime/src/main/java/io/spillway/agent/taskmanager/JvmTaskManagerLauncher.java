package io.spillway.agent.taskmanager;

import io.spillway.ha.taskmanager.RegisteredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Starts TaskManagers as children of this process, tied to it by {@link TaskManagerMain}. */
public final class JvmTaskManagerLauncher implements TaskManagerLauncher {
    private final TaskManagerCommand command;
    private final Optional<Path> temporary;
    private final RegisteredFile registered;

    /**
     * @param temporary the folder for temporary files, made before the start for this user alone;
     *     empty when there is one
     * @param registered which a process makes, by its command
     */
    public JvmTaskManagerLauncher(
            TaskManagerCommand command, Optional<Path> temporary, RegisteredFile registered) {
        this.command = command;
        this.temporary = temporary;
        this.registered = registered;
    }

    @Override
    public TaskManagerProcess launch() throws IOException {
        if (temporary.isPresent() && !Files.isDirectory(temporary.get())) {
            Files.createDirectory(temporary.get(), mode("rwx------"));
        }
        Path output = command.output();
        if (output.getParent() != null) {
            Files.createDirectories(output.getParent(), mode("rwxr-x---"));
        }
        try {
            Files.createFile(output, mode("rw-r-----"));
        } catch (FileAlreadyExistsException e) {
            // Appended to.
        }
        registered.delete();
        Process process =
                new ProcessBuilder(command.command())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start();
        return new Child(process, process.getOutputStream(), registered);
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /**
     * A child process.
     *
     * @param lifeline its standard input, which must stay open as long as it is to live
     */
    private record Child(Process process, OutputStream lifeline, RegisteredFile registered)
            implements TaskManagerProcess {

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public CompletionStage<Integer> exit() {
            return process.onExit().thenApply(Process::exitValue);
        }

        @Override
        public boolean isRegistered() {
            return registered.isThere();
        }

        @Override
        public void terminate() {
            process.destroy();
        }

        @Override
        public void kill() {
            process.destroyForcibly();
        }
    }
}
