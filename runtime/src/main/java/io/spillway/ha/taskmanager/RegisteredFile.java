package io.spillway.ha.taskmanager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An empty file by which a TaskManager tells the agent beside it that a JobManager has it, so that
 * the agent needn't ask the JobManager time and again. Its slots are on their way there by then.
 * For its owner alone; any thread may use it.
 */
public final class RegisteredFile {

    /** The system property that tells a TaskManager's process where to make it. */
    public static final String PROPERTY = "spillway.registered-file";

    private static final Logger LOG = LoggerFactory.getLogger(RegisteredFile.class);

    private final Path file;

    public RegisteredFile(Path file) {
        this.file = file;
    }

    /** Makes it, if it isn't there. That it can't be made is logged: the agent asks, then. */
    public void make() {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // It is known.
        } catch (IOException e) {
            LOG.warn("The agent isn't told that this TaskManager is registered: {}", e.toString());
        }
    }

    /** Whether it is there. */
    public boolean isThere() {
        return Files.exists(file);
    }

    /**
     * Deletes it, before a process that is to make it starts and after that has ended.
     *
     * @throws UncheckedIOException when it can't be deleted
     */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
