package io.spillway.jobmanager;

import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.util.UUID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.EntropyInjector;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, before the job starts, whether checkpoints can be written, read, listed and deleted
 * where the configuration wants them. Without it the first checkpoint would find out, again and
 * again, and each time restart the job.
 */
public final class CheckpointPreflight {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointPreflight.class);
    private static final byte[] CONTENT = {42};

    private CheckpointPreflight() {}

    /**
     * Tries it with a small file, which is gone afterwards, through Flink's file system, which has
     * to be initialized. Does nothing when no directory is configured. Blocks.
     *
     * @throws StoreException when one of these can't be done; the message says which, and why
     */
    public static void check(Configuration configuration) throws StoreException {
        String directory = configuration.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
        if (directory != null) {
            check(directory);
        }
    }

    private static void check(String directory) throws StoreException {
        String doing = "use it";
        try {
            Path root = new Path(directory);
            FileSystem files = root.getFileSystem();
            Path file =
                    new Path(
                            EntropyInjector.addEntropy(files, root),
                            "spillway-test-" + UUID.randomUUID());
            doing = "write there";
            try (OutputStream out = files.create(file, WriteMode.NO_OVERWRITE)) {
                out.write(CONTENT);
            }
            doing = "read there";
            try (InputStream in = files.open(file)) {
                if (in.read() != CONTENT[0]) {
                    throw new IOException(file + " isn't what was written");
                }
            }
            doing = "list what is there";
            if (files.listStatus(file).length != 1) {
                throw new IOException(file + " was written and isn't listed");
            }
            doing = "delete there";
            if (!files.delete(file, false)) {
                throw new IOException(file + " isn't deleted");
            }
            LOG.info("Checkpoints can be kept in {}", directory);
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException(
                    e instanceof AccessDeniedException ? Reason.DENIED : Reason.UNUSABLE,
                    "%s: '%s': can't %s: %s"
                            .formatted(
                                    CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(),
                                    directory,
                                    doing,
                                    reason(e)),
                    e);
        }
    }

    /** Java's own file exceptions have a path alone for a message. */
    private static String reason(Exception e) {
        return e.getClass().getName().startsWith("java.nio.file.") && !said(e)
                ? e.toString()
                : e.getMessage();
    }

    private static boolean said(Exception e) {
        return e instanceof java.nio.file.FileSystemException problem
                && problem.getReason() != null;
    }
}
