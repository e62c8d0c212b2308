package io.spillway.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param output standard output and error together
 */
public record Ran(List<String> command, int exitCode, String output) {
    private static final long PATIENCE_SECONDS = 300;

    /**
     * Runs it to its end. Blocks, 5 minutes at most.
     *
     * @param environment added to this process's; an empty value removes a variable
     */
    public static Ran command(Path directory, Map<String, String> environment, String... command)
            throws IOException {
        Path output = Files.createTempFile("ran-", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        environment.forEach(
                (name, value) -> {
                    if (value.isEmpty()) {
                        builder.environment().remove(name);
                    } else {
                        builder.environment().put(name, value);
                    }
                });
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended) {
                throw new IOException(List.of(command) + " doesn't end:\n" + printed);
            }
            return new Ran(List.of(command), process.exitValue(), printed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    /** Fails with what it has printed unless it ended with 0. */
    public Ran succeeded() {
        assertThat(exitCode).as(command + ":\n" + output).isZero();
        return this;
    }
}
