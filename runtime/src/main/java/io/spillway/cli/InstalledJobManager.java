package io.spillway.cli;

import io.spillway.installation.LocalProcesses;
import io.spillway.upgrade.JobManagerStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JobManager of this installation, by the processes and the log files of this machine. */
final class InstalledJobManager implements JobManagerStart {
    /** What JobManagerMain logs when its job has failed for good. */
    private static final String ENDED = "The JobManager ends: FAILED";

    /** What it logs before the reason when it doesn't start. */
    private static final String REFUSED = "Not started: ";

    private static final String CAUSED_BY = "Caused by: ";

    /** A failed start takes less, with all its stack traces. */
    private static final int MOST = 1 << 20;

    private final Path home;
    private final LocalProcesses processes;
    private final Path logs;
    private final Optional<String> command;

    private Set<Long> old = Set.of();
    private Map<Path, Long> read = Map.of();
    private Optional<Process> started = Optional.empty();

    /**
     * @param home of the installation
     * @param logs where its log files are
     * @param command starts a JobManager, for a shell
     */
    InstalledJobManager(Path home, Path logs, Optional<String> command) {
        this.home = home;
        this.processes = new LocalProcesses(home);
        this.logs = logs;
        this.command = command;
        skipLogs();
    }

    @Override
    public void remember() {
        old = processes.jobManagers().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    @Override
    public boolean isOldOneRunning() {
        return old.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .anyMatch(process -> process.isAlive() && processes.isJobManager(process));
    }

    @Override
    public boolean start() throws IOException {
        skipLogs();
        if (command.isEmpty()) {
            return false;
        }
        started = Optional.of(new ProcessBuilder("sh", "-c", command.get()).inheritIO().start());
        return true;
    }

    @Override
    public String instruction() {
        return "Waiting for the JobManager. Unless something starts it by itself, start it now: sudo systemctl start spillway-jobmanager, or %s jobmanager with its options."
                .formatted(home.resolve("bin/spillway"));
    }

    @Override
    public Optional<String> failure() {
        Optional<String> logged = loggedFailure();
        if (logged.isPresent()) {
            return logged;
        }
        return started.filter(process -> !process.isAlive() && process.exitValue() != 0)
                .map(
                        process ->
                                "\"%s\" ended with %d"
                                        .formatted(command.orElseThrow(), process.exitValue()));
    }

    private void skipLogs() {
        Map<Path, Long> sizes = new HashMap<>();
        for (Path log : logFiles()) {
            sizes.put(log, log.toFile().length());
        }
        read = sizes;
    }

    private List<Path> logFiles() {
        if (!Files.isDirectory(logs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(logs)) {
            return files.filter(f -> f.getFileName().toString().matches("jobmanager.*\\.log"))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private Optional<String> loggedFailure() {
        for (Path log : logFiles()) {
            Optional<String> failure = failureIn(log);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    /** What is new, the end of it where that is much. A log that has become shorter is new. */
    private String newTextIn(Path log) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            long size = channel.size();
            long known = read.getOrDefault(log, 0L);
            long from = Math.max(known > size ? 0 : known, size - MOST);
            ByteBuffer text = ByteBuffer.allocate((int) (size - from));
            channel.position(from);
            int more;
            do {
                more = channel.read(text);
            } while (text.hasRemaining() && more >= 0);
            return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
        }
    }

    private Optional<String> failureIn(Path log) {
        String text;
        try {
            text = newTextIn(log);
        } catch (IOException e) {
            return Optional.empty();
        }
        int end = text.lastIndexOf(ENDED);
        int refused = text.lastIndexOf(REFUSED);
        if (refused > end) {
            return text.substring(refused + REFUSED.length()).lines().findFirst();
        }
        if (end < 0) {
            return Optional.empty();
        }
        return text.substring(0, end)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(CAUSED_BY))
                .reduce((first, second) -> second)
                .map(line -> line.substring(CAUSED_BY.length()))
                .or(() -> Optional.of("it failed; %s says why".formatted(log)));
    }
}
