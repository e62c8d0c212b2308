package io.spillway.localcloud.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** VMs whose main process is a shell script of a few lines, so that they boot in milliseconds. */
final class TestingVms {
    /**
     * Writes what it does to files in the VM's directory: {@code child} and {@code main} hold pids,
     * {@code beats} grows while the VM runs, {@code terms} tells who got SIGTERM.
     */
    static final String AGENT =
            """
            (trap 'echo child >>terms' TERM; while :; do sleep 0.05; done) &
            echo $! >child
            echo $$ >main
            trap 'echo main >>terms; exit 7' TERM
            while :; do echo beat >>beats; sleep 0.02; done
            """;

    /** As {@link #AGENT}, but SIGTERM is noted and nothing more. */
    static final String STUBBORN_AGENT = AGENT.replace("; exit 7", "");

    private TestingVms() {}

    static VmSpec spec(Path directory, String script, Duration bootDelay) {
        return new VmSpec(
                "test-0001",
                directory,
                List.of("bash", "-c", script),
                Map.of("GREETING", "hello"),
                bootDelay);
    }

    static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pid in a file, once it has been written. */
    static Optional<Long> pid(Path file) {
        return read(file).filter(text -> text.endsWith("\n")).map(String::strip).map(Long::valueOf);
    }

    static boolean isRunning(long pid) {
        // A process that has ended and that nobody has waited for has no command line any more.
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .isPresent();
    }
}
