package io.spillway.upgrade;

import io.spillway.upgrade.UpgradeRecord.Jar;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory {@code upgrade} of an installation: the record, and the jars that aren't in place.
 * Whoever the JobManager runs as can read it. Not thread-safe; blocks on the disk.
 */
public final class UpgradeDirectory implements RecordStore {
    private static final Logger LOG = LoggerFactory.getLogger(UpgradeDirectory.class);
    private static final String NAME = "upgrade";
    private static final String NEW = "new";
    private static final String OLD = "old";

    private final Path directory;
    private final Path file;

    /**
     * Neither reads nor writes anything.
     *
     * @param home of the installation
     */
    public UpgradeDirectory(Path home) {
        this.directory = home.resolve(NAME);
        this.file = directory.resolve("record.json");
    }

    @Override
    public Optional<byte[]> read() throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean replace(Optional<byte[]> expected, byte[] content) throws IOException {
        if (!Arrays.equals(read().orElse(null), expected.orElse(null))) {
            return false;
        }
        make(directory);
        Path temporary = directory.resolve(".record.json");
        Files.write(temporary, content);
        permit(temporary, "rw-r--r--");
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    @Override
    public boolean delete(byte[] expected) throws IOException {
        return Arrays.equals(read().orElse(null), expected) && Files.deleteIfExists(file);
    }

    /**
     * Keeps all other commands of this installation out until it is closed, or this process ends:
     * the jars can't be changed by two at once, nor by one that has stood still while another was
     * at work.
     *
     * @throws UpgradeException when another is at work; names its process
     */
    Closeable lock() throws UpgradeException, IOException {
        make(directory);
        Path path = directory.resolve("lock");
        FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                channel.truncate(0);
                channel.write(
                        ByteBuffer.wrap(
                                Long.toString(ProcessHandle.current().pid())
                                        .getBytes(StandardCharsets.US_ASCII)));
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("This very process is at work", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        ByteBuffer holder = ByteBuffer.allocate(20);
        channel.read(holder, 0);
        channel.close();
        throw UpgradeException.wrong(
                "another \"spillway upgrade\" is at work here, process %s: wait until it has ended, or end it and call this again"
                        .formatted(
                                new String(
                                        holder.array(),
                                        0,
                                        holder.position(),
                                        StandardCharsets.US_ASCII)));
    }

    @Override
    public String location() {
        return file.toString();
    }

    /**
     * Copies a new jar to where it waits for its turn, as readable as the one that it replaces.
     *
     * @param jar the copy's source, which isn't needed any more afterwards
     * @param name what it will be called
     * @param like whose owner and permissions it gets
     */
    void stage(Path jar, String name, Path like) throws IOException {
        make(directory);
        Path waiting = make(directory.resolve(NEW)).resolve(name);
        Path temporary = waiting.resolveSibling("." + name);
        Files.copy(jar, temporary, StandardCopyOption.REPLACE_EXISTING);
        copyAccess(like, temporary);
        Files.move(temporary, waiting, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Puts the record's jar into its place, and keeps the other. Does what is left to do when it
     * was interrupted before, and nothing when it is done.
     */
    void exchange(UpgradeRecord record) throws IOException {
        Path place = Path.of(record.directory());
        Path incoming =
                directory.resolve(record.rollback() ? OLD : NEW).resolve(record.to().name());
        if (Files.exists(incoming)) {
            Path outgoing = place.resolve(record.from().name());
            if (Files.exists(outgoing)) {
                move(
                        outgoing,
                        make(directory.resolve(record.rollback() ? NEW : OLD))
                                .resolve(record.from().name()));
            }
            move(incoming, place.resolve(record.to().name()));
        }
    }

    /** Where the jar is kept that was in place before an upgrade. */
    Path kept(Jar jar) {
        return directory.resolve(OLD).resolve(jar.name());
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(
                    from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            // Another disk: whole under another name first.
            Path temporary = to.resolveSibling("." + to.getFileName());
            Files.copy(from, temporary, StandardCopyOption.REPLACE_EXISTING);
            copyAccess(from, temporary);
            Files.move(temporary, to, StandardCopyOption.REPLACE_EXISTING);
            Files.delete(from);
        }
    }

    private static Path make(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
            permit(directory, "rwxr-xr-x");
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw new IOException(directory + " isn't a directory", e);
            }
        }
        return directory;
    }

    private static void permit(Path path, String permissions) throws IOException {
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    private static void copyAccess(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes like = Files.readAttributes(from, PosixFileAttributes.class);
        view.setPermissions(like.permissions());
        PosixFileAttributes own = view.readAttributes();
        if (!own.group().equals(like.group())) {
            view.setGroup(like.group());
        }
        if (!own.owner().equals(like.owner())) {
            view.setOwner(like.owner());
        }
    }
}
