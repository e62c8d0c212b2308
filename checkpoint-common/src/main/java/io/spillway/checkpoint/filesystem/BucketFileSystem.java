package io.spillway.checkpoint.filesystem;

import io.spillway.checkpoint.input.BucketInputStream;
import io.spillway.checkpoint.objects.Connection;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.ObjectInfo;
import io.spillway.checkpoint.objects.ObjectRequests;
import io.spillway.checkpoint.objects.Page;
import io.spillway.checkpoint.output.BucketOutputStream;
import io.spillway.checkpoint.recoverable.BucketRecoverableWriter;
import io.spillway.checkpoint.settings.Entropy;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.EntropyInjectingFileSystem;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.ICloseableRegistry;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.PathsCopyingFileSystem;
import org.apache.flink.core.fs.RecoverableWriter;

/**
 * A bucket as Flink's file system. Thread-safe.
 *
 * <p>Directories are beginnings of keys: others see them while something is in them, and making one
 * asks the cloud nothing. Whether a file exists is found out when it is written or read, not when
 * it is opened.
 */
public final class BucketFileSystem extends FileSystem
        implements EntropyInjectingFileSystem, PathsCopyingFileSystem {
    private static final String ALPHANUMERIC = "0123456789abcdefghijklmnopqrstuvwxyz";

    private final URI uri;
    private final Connection connection;
    private final ObjectRequests objects;
    private final DirectoryContents directories;
    private final ServerSideCopy serverSide;
    private final Paths paths;
    private final CheckpointPaths checkpoints;
    private final MadeDirectories made = new MadeDirectories();
    private final Optional<Entropy> entropy;

    /**
     * A file system.
     *
     * @param uri scheme and bucket
     */
    public BucketFileSystem(URI uri, Connection connection) {
        this.uri = uri;
        this.connection = connection;
        this.objects = connection.objects();
        this.directories = new DirectoryContents(objects);
        this.serverSide = new ServerSideCopy(connection);
        this.paths = new Paths(connection.schemes());
        this.checkpoints = new CheckpointPaths(connection.files().checkpointDirectory());
        this.entropy = connection.files().entropy();
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path(uri);
    }

    @Override
    public Path getHomeDirectory() {
        return new Path(uri);
    }

    @Override
    public boolean isDistributedFS() {
        return true;
    }

    @Override
    public FSDataOutputStream create(Path file, WriteMode mode) throws IOException {
        return new BucketOutputStream(
                connection,
                file(file),
                mode == WriteMode.NO_OVERWRITE,
                checkpoints.keptOnlyIfSynced(file));
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        return open(file);
    }

    @Override
    public FSDataInputStream open(Path file) throws IOException {
        ObjectId object = file(file);
        return new BucketInputStream(
                object.toString(),
                (range, version) -> objects.get(object, Optional.of(range), version),
                connection.memory(),
                connection.transfers());
    }

    @Override
    public RecoverableWriter createRecoverableWriter() {
        return new BucketRecoverableWriter(connection);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        ObjectId object = ObjectId.of(path);
        FileNotFoundException missing = new FileNotFoundException(path + ": no such file");
        if (!object.key().isEmpty() && !object.key().endsWith("/")) {
            try {
                return status(path, objects.head(object));
            } catch (FileNotFoundException e) {
                missing.initCause(e);
            }
        }
        if (!checkpoints.neverDirectory(path)
                && (directories.exists(object.directory())
                        || object.key().isEmpty()
                        || made.contains(path))) {
            return BucketFileStatus.directory(path);
        }
        throw missing;
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        ObjectId object = ObjectId.of(path);
        ObjectId directory = object.directory();
        List<FileStatus> statuses = new ArrayList<>();
        Optional<String> next = Optional.empty();
        boolean any = false;
        do {
            Page page = objects.list(directory, true, ObjectRequests.PAGE, next);
            for (ObjectInfo each : page.objects()) {
                any = true;
                // Consoles and other tools keep empty directories by an object of that name.
                if (!each.id().key().equals(directory.key())) {
                    statuses.add(status(path(each.id().key()), each));
                }
            }
            for (String prefix : page.prefixes()) {
                any = true;
                statuses.add(
                        BucketFileStatus.directory(path(prefix.substring(0, prefix.length() - 1))));
            }
            next = page.next();
        } while (next.isPresent());
        if (!any && !object.key().isEmpty() && !object.key().endsWith("/")) {
            try {
                statuses.add(status(path, objects.head(object)));
            } catch (FileNotFoundException e) {
                // A directory that was made and holds nothing yet looks like this, too.
                return new FileStatus[0];
            }
        }
        return statuses.toArray(FileStatus[]::new);
    }

    @Override
    public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) {
        return new BlockLocation[] {new WholeFile(file.getLen())};
    }

    /** Asks the cloud nothing, and so doesn't tell whether a file of that name is in the way. */
    @Override
    public boolean mkdirs(Path path) throws IOException {
        ObjectId.of(path);
        made.add(path);
        return true;
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        ObjectId object = ObjectId.of(path);
        made.remove(path);
        if (recursive && !checkpoints.neverDirectory(path)) {
            if (directories.delete(object.directory())) {
                return true;
            }
        } else if (!checkpoints.neverDirectory(path)
                && !checkpoints.ofOneCheckpoint(path)
                && !directories.deleteIfEmpty(object.directory())) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        if (!object.key().isEmpty()) {
            objects.delete(object);
        }
        return true;
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        ObjectId source = ObjectId.of(from);
        ObjectId target = ObjectId.of(to);
        try {
            ObjectInfo file = objects.head(source);
            serverSide.copy(source, file.size(), target);
            objects.delete(source);
            return true;
        } catch (FileNotFoundException e) {
            return renameDirectory(source.directory(), target.directory());
        }
    }

    private boolean renameDirectory(ObjectId source, ObjectId target) throws IOException {
        if (target.bucket().equals(source.bucket()) && target.key().startsWith(source.key())) {
            throw new IOException("can't rename %s into itself: %s".formatted(source, target));
        }
        List<ObjectInfo> all = directories.all(source);
        for (ObjectInfo each : all) {
            String name = each.id().key().substring(source.key().length());
            serverSide.copy(each.id(), each.size(), target.child(name));
        }
        for (int i = 0; i < all.size(); i += ObjectRequests.PAGE) {
            objects.delete(
                    source,
                    all.subList(i, Math.min(all.size(), i + ObjectRequests.PAGE)).stream()
                            .map(each -> each.id().key())
                            .toList());
        }
        return !all.isEmpty();
    }

    @Override
    public boolean canCopyPaths(Path source, Path target) {
        if (paths.inBucket(source)) {
            return paths.inBucket(target) || Paths.local(target);
        }
        return Paths.local(source) && paths.inBucket(target);
    }

    @Override
    public void copyFiles(List<CopyRequest> requests, ICloseableRegistry registry)
            throws IOException {
        BulkCopy copy = new BulkCopy(connection);
        registry.registerCloseable(copy);
        try {
            copy.copy(requests);
        } finally {
            registry.unregisterCloseable(copy);
        }
    }

    @Override
    public String getEntropyInjectionKey() {
        return entropy.map(Entropy::marker).orElse(null);
    }

    @Override
    public String generateEntropy() {
        int length = entropy.map(Entropy::length).orElse(0);
        StringBuilder random = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            random.append(
                    ALPHANUMERIC.charAt(
                            ThreadLocalRandom.current().nextInt(ALPHANUMERIC.length())));
        }
        return random.toString();
    }

    private static ObjectId file(Path path) throws IOException {
        ObjectId object = ObjectId.of(path);
        if (object.key().isEmpty()) {
            throw new IOException("'%s' is a bucket and no file".formatted(path));
        }
        return object;
    }

    private Path path(String key) {
        return new Path(uri.getScheme(), uri.getAuthority(), "/" + key);
    }

    private static FileStatus status(Path path, ObjectInfo info) {
        return new BucketFileStatus(path, info.size(), info.modifiedMillis(), false);
    }
}
