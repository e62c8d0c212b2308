package io.spillway.localcloud.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Launches each VM as a process group under a small shell script, {@code vm.sh}, that stands for
 * the hypervisor: it starts the VM's main process in a group of its own, sends the signals that it
 * is asked for on its standard input, and ends with the main process's exit code.
 *
 * <p>The same standard input is the VM's lifeline. However this JVM ends, SIGKILL included, the
 * system closes the pipe, and the script kills the group. Needs bash, on Linux or macOS.
 */
public final class ProcessVmLauncher implements VmLauncher {
    /** Where below its directory a VM logs. */
    public static final String LOGS = "log";

    static final String TEMPORARY_FILES = "tmp";
    private static final String SCRIPT = "vm.sh";

    @Override
    public LocalVm launch(VmSpec spec) throws IOException {
        Path directory = Files.createDirectories(spec.directory());
        Path temporary = Files.createDirectories(directory.resolve(TEMPORARY_FILES));
        Files.createDirectories(directory.resolve(LOGS));
        Path script = directory.resolve(SCRIPT);
        try (InputStream source = ProcessVmLauncher.class.getResourceAsStream(SCRIPT)) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>();
        command.add("bash");
        command.add(script.toString());
        command.add(Double.toString(spec.bootDelay().toMillis() / 1000.0));
        command.addAll(spec.command());
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectError(
                                ProcessBuilder.Redirect.appendTo(
                                        directory.resolve("console.log").toFile()));
        builder.environment()
                .keySet()
                .removeIf(name -> spec.withheld().stream().anyMatch(name::startsWith));
        builder.environment().put("TMPDIR", temporary.toString());
        builder.environment().putAll(spec.environment());
        Process hypervisor = builder.start();
        return new ProcessVm(spec.id(), directory, hypervisor, mainProcess(hypervisor));
    }

    /** The script's first and only line: the pid of the main process, which leads the group. */
    private static long mainProcess(Process hypervisor) throws IOException {
        String line;
        try (BufferedReader reader = hypervisor.inputReader(StandardCharsets.US_ASCII)) {
            line = reader.readLine();
        }
        if (line == null) {
            hypervisor.destroyForcibly();
            throw new IOException("the VM's shell script ended before it started a process");
        }
        return Long.parseLong(line);
    }
}
