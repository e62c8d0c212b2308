package io.spillway.ha.local;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.ObjectKey;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects as files of a directory, for all processes of one machine. A file begins with a line that
 * holds a version of its own for each write, and the content follows.
 *
 * <p>Content is on the disk before a rename makes it visible, so that a crash leaves the old one or
 * the new one; readers need no lock. Writers take turns to compare and rename, by a lock on a file,
 * which the system gives back when a process ends, however it ends; one that is frozen at that very
 * moment keeps the others waiting until it is thawed or killed. Directories and files are for their
 * owner alone. Not for network file systems, whose locks and renames promise less.
 */
public final class LocalDirectoryStore implements ConditionalStore {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDirectoryStore.class);
    private static final String LOCK = ".lock";
    private static final String UNFINISHED = ".unfinished";

    /** How the name of what is being written begins: the process that writes it. */
    private static final Pattern WRITER = Pattern.compile("(\\d{1,18})-");

    private static final String FORMAT = "spillway-object 1 ";
    private static final int HEADER = FORMAT.length() + UUID.randomUUID().toString().length() + 1;

    private final Path directory;

    private LocalDirectoryStore(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a directory, and makes it if it is missing. What a process that has ended had begun to
     * write there is deleted.
     *
     * @param patience how long to wait for a writer that is at work
     * @throws StoreException when it can't be used
     */
    public static LocalDirectoryStore open(Path directory, Duration patience)
            throws StoreException {
        LocalDirectoryStore store = new LocalDirectoryStore(directory.toAbsolutePath().normalize());
        try {
            Files.createDirectories(store.directory, forOwner("rwx------"));
            Path unfinished = store.directory.resolve(UNFINISHED);
            Files.createDirectories(unfinished, forOwner("rwx------"));
            // Whoever can't write is told so now.
            store.lock("open", patience).close();
            clear(unfinished);
            return store;
        } catch (IOException e) {
            throw store.failed("open", "the directory", e);
        }
    }

    private static void clear(Path unfinished) throws IOException {
        try (var left = Files.newDirectoryStream(unfinished)) {
            for (Path each : left) {
                if (isAbandoned(each.getFileName().toString())) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    private static boolean isAbandoned(String name) {
        Matcher writer = WRITER.matcher(name);
        return !writer.lookingAt() || ProcessHandle.of(Long.parseLong(writer.group(1))).isEmpty();
    }

    @Override
    public String location() {
        return directory.toUri().toString();
    }

    @Override
    public Optional<StoredObject> get(String key, Duration timeout) throws StoreException {
        return read(key);
    }

    @Override
    public WriteOutcome createIfAbsent(String key, byte[] content, Duration timeout)
            throws StoreException {
        return write(key, Optional.empty(), content, timeout);
    }

    @Override
    public WriteOutcome replaceIfMatches(
            String key, Version expected, byte[] content, Duration timeout) throws StoreException {
        return write(key, Optional.of(expected), content, timeout);
    }

    private WriteOutcome write(
            String key, Optional<Version> expected, byte[] content, Duration timeout)
            throws StoreException {
        if (!isAt(key, expected)) {
            return new WriteOutcome.Conflict();
        }
        Path file = file(key);
        Version version = new Version(UUID.randomUUID().toString());
        Path unfinished =
                directory
                        .resolve(UNFINISHED)
                        .resolve(ProcessHandle.current().pid() + "-" + version.token());
        try {
            Files.createDirectories(file.getParent(), forOwner("rwx------"));
            writeThrough(unfinished, version, content);
            try (DirectoryLock held = lock("write " + key, timeout)) {
                if (!isAt(key, expected)) {
                    return new WriteOutcome.Conflict();
                }
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw failed("write", key, e);
        } finally {
            deleteQuietly(unfinished);
        }
        return settled(file, new WriteOutcome.Committed(version));
    }

    private boolean isAt(String key, Optional<Version> expected) throws StoreException {
        return read(key).map(StoredObject::version).equals(expected);
    }

    /** What stays is deleted when somebody opens the directory. */
    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} can't be deleted", file, e);
        }
    }

    @Override
    public WriteOutcome deleteIfMatches(String key, Version expected, Duration timeout)
            throws StoreException {
        Path file = file(key);
        try (DirectoryLock held = lock("delete " + key, timeout)) {
            if (!isAt(key, Optional.of(expected))) {
                return new WriteOutcome.Conflict();
            }
            Files.delete(file);
        } catch (IOException e) {
            throw failed("delete", key, e);
        }
        return settled(file, new WriteOutcome.Committed(expected));
    }

    @Override
    public List<String> list(String prefix, Duration timeout) throws StoreException {
        Path from =
                ObjectKey.requirePrefix(prefix).isEmpty() ? directory : directory.resolve(prefix);
        if (!Files.isDirectory(directory)) {
            throw new StoreException(
                    Reason.NO_SUCH_STORE, "%s: there is no such directory".formatted(location()));
        }
        List<String> keys = new ArrayList<>();
        try {
            Files.walkFileTree(from, new Keys(keys));
        } catch (IOException e) {
            throw failed("list", prefix, e);
        }
        Collections.sort(keys);
        return keys;
    }

    /** Collects the keys of files. What disappears meanwhile isn't there. */
    private final class Keys extends SimpleFileVisitor<Path> {
        private final List<String> keys;

        Keys(List<String> keys) {
            this.keys = keys;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            return each.getFileName().toString().equals(UNFINISHED)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!file.getFileName().toString().equals(LOCK)) {
                keys.add(
                        directory
                                .relativize(file)
                                .toString()
                                .replace(FileSystems.getDefault().getSeparator(), "/"));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    @Override
    public void close() {}

    private Path file(String key) {
        return directory.resolve(ObjectKey.require(key));
    }

    private Optional<StoredObject> read(String key) throws StoreException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file(key));
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(directory)) {
                throw new StoreException(
                        Reason.NO_SUCH_STORE,
                        "%s: there is no such directory".formatted(location()),
                        e);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", key, e);
        }
        if (bytes.length < HEADER
                || bytes[HEADER - 1] != '\n'
                || !new String(bytes, 0, FORMAT.length(), StandardCharsets.US_ASCII)
                        .equals(FORMAT)) {
            throw new StoreException(
                    Reason.UNUSABLE,
                    "%s%s isn't an object of this store: it doesn't begin with '%s'"
                            .formatted(location(), key, FORMAT.strip()));
        }
        String version =
                new String(
                        bytes,
                        FORMAT.length(),
                        HEADER - 1 - FORMAT.length(),
                        StandardCharsets.US_ASCII);
        return Optional.of(
                new StoredObject(
                        new Version(version), Arrays.copyOfRange(bytes, HEADER, bytes.length)));
    }

    private static void writeThrough(Path file, Version version, byte[] content)
            throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        forOwner("rw-------"))) {
            byte[] header = (FORMAT + version.token() + "\n").getBytes(StandardCharsets.US_ASCII);
            for (ByteBuffer part : List.of(ByteBuffer.wrap(header), ByteBuffer.wrap(content))) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            channel.force(true);
        }
    }

    /** Everybody sees the change already; whether a power failure would undo it isn't known. */
    private static WriteOutcome settled(Path file, WriteOutcome.Committed committed) {
        try (FileChannel parent = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            parent.force(true);
            return committed;
        } catch (IOException e) {
            return new WriteOutcome.Unknown(e);
        }
    }

    private DirectoryLock lock(String action, Duration timeout) throws StoreException, IOException {
        return DirectoryLock.take(directory.resolve(LOCK), forOwner("rw-------"), timeout)
                .orElseThrow(
                        () ->
                                new StoreException(
                                        Reason.UNAVAILABLE,
                                        "%s: can't %s: another process has been writing for %d ms"
                                                .formatted(
                                                        location(), action, timeout.toMillis())));
    }

    private StoreException failed(String action, String what, IOException e) {
        Reason reason = Reason.UNAVAILABLE;
        if (e instanceof AccessDeniedException) {
            reason = Reason.DENIED;
        } else if ((e instanceof NoSuchFileException && !Files.isDirectory(directory))
                || e instanceof NotDirectoryException) {
            reason = Reason.NO_SUCH_STORE;
        }
        return new StoreException(
                reason, "%s: can't %s %s: %s".formatted(location(), action, what, e), e);
    }

    private static FileAttribute<?>[] forOwner(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
