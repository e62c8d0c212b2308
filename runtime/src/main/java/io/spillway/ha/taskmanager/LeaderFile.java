package io.spillway.ha.taskmanager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A small file by which a TaskManager tells the agent beside it where the leader's REST API is, so
 * that the agent needs no client of the object store, and makes no requests. Holds a URL; isn't
 * there while no leader is known. For its owner alone.
 */
public final class LeaderFile {

    /** The system property that tells a TaskManager's process where to write it. */
    public static final String PROPERTY = "spillway.leader-file";

    private static final FileAttribute<?> FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    public LeaderFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * What it says.
     *
     * @throws UncheckedIOException when it is there and can't be read
     */
    public Optional<String> read() {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Replaces what it says, for all readers at once.
     *
     * @throws UncheckedIOException when it can't be written
     */
    public void write(Optional<String> url) {
        try {
            if (url.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Path next = Files.createTempFile(file.getParent(), "leader", ".tmp", FOR_OWNER);
            Files.writeString(next, url.get() + "\n", StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
