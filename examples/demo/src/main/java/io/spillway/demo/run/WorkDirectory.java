package io.spillway.demo.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The run's temporary directory: Kafka's data, checkpoints, configuration, logs. Goes with the run.
 */
final class WorkDirectory implements AutoCloseable {
    private final Path path;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    /** Makes one where {@code TMPDIR} says, which Java by itself doesn't look at. */
    static WorkDirectory create() throws IOException {
        String parent = System.getenv("TMPDIR");
        return in(Path.of(parent == null ? System.getProperty("java.io.tmpdir") : parent));
    }

    static WorkDirectory in(Path parent) throws IOException {
        return new WorkDirectory(Files.createTempDirectory(parent, "spillway-demo-").toRealPath());
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Copies all log files to where they outlive the run. */
    void saveLogs(Path target) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.walk(path)) {
            logs = files.filter(file -> file.toString().endsWith(".log")).toList();
        }
        for (Path log : logs) {
            Path copy = target.resolve(path.relativize(log).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        // Gone in the meantime.
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path directory, IOException e)
                            throws IOException {
                        Files.deleteIfExists(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
