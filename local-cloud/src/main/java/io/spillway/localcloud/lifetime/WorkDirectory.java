package io.spillway.localcloud.lifetime;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's temporary directory: data, checkpoints, configuration, logs. Goes with the run. */
public final class WorkDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);

    private final Path path;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes one where {@code TMPDIR} says, which Java by itself doesn't look at; and deletes what
     * runs of that name have left that were killed.
     *
     * @param name what runs there, in letters
     */
    public static WorkDirectory create(String name) throws IOException {
        String parent = System.getenv("TMPDIR");
        return in(Path.of(parent == null ? System.getProperty("java.io.tmpdir") : parent), name);
    }

    static WorkDirectory in(Path parent, String name) throws IOException {
        String prefix = "spillway-" + name + "-";
        Path made =
                Files.createTempDirectory(parent, prefix + ProcessHandle.current().pid() + "-")
                        .toRealPath();
        deleteAbandoned(made, Pattern.compile(prefix + "(\\d{1,18})-\\d+"));
        return new WorkDirectory(made);
    }

    /** Deletes what runs have left whose process was killed: it can't be of use to anybody. */
    private static void deleteAbandoned(Path mine, Pattern names) {
        try (Stream<Path> files = Files.list(mine.getParent())) {
            for (Path file : files.toList()) {
                Matcher name = names.matcher(file.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
                        && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(file).equals(Files.getOwner(mine))) {
                    delete(file);
                }
            }
        } catch (IOException e) {
            LOG.info("A directory of an earlier run can't be deleted: {}", e.toString());
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** A file or directory in it. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** Copies all log files to where they outlive the run. */
    public void saveLogs(Path target) throws IOException {
        saveLogs(path, target);
    }

    /** Copies all log files below a directory. */
    public static void saveLogs(Path directory, Path target) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.walk(directory)) {
            logs = files.filter(file -> file.toString().endsWith(".log")).toList();
        }
        for (Path log : logs) {
            Path copy = target.resolve(directory.relativize(log).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        delete(path);
    }

    /** Deletes a directory with all that is in it; what goes in the meantime is no error. */
    public static void delete(Path directory) throws IOException {
        Files.walkFileTree(
                directory,
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
                    public FileVisitResult postVisitDirectory(Path left, IOException e)
                            throws IOException {
                        Files.deleteIfExists(left);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
