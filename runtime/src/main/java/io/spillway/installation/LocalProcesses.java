package io.spillway.installation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processes of one installation on this machine, by their command lines. */
public final class LocalProcesses {
    private static final String JOB_MANAGER = "io.spillway.jobmanager.JobManagerMain";
    private static final String AGENT = "io.spillway.agent.AgentMain";

    private final Path home;

    /**
     * @param home of the installation
     */
    public LocalProcesses(Path home) {
        this.home = home;
    }

    /** Those of {@code spillway jobmanager} that run now. */
    public List<ProcessHandle> jobManagers() {
        return ProcessHandle.allProcesses().filter(this::isJobManager).toList();
    }

    /** Those of {@code spillway taskmanager} that run now. */
    public List<ProcessHandle> agents() {
        return ProcessHandle.allProcesses().filter(process -> runs(process, AGENT)).toList();
    }

    /** Whether a process is one of {@code spillway jobmanager}. */
    public boolean isJobManager(ProcessHandle process) {
        return runs(process, JOB_MANAGER);
    }

    private boolean runs(ProcessHandle process, String main) {
        String line = commandLine(process);
        return line.contains(main) && line.contains(home.toString());
    }

    /** Java cuts what is longer than a page off, and a class path is. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return process.info().commandLine().orElse("");
        }
    }
}
