package io.spillway.checkpoint.testing;

import java.io.IOException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemBehaviorTestSuite;
import org.apache.flink.core.fs.FileSystemKind;
import org.apache.flink.core.fs.Path;

/**
 * Flink's contract for file systems, held against one that is initialized before, in a directory of
 * a bucket.
 */
public abstract class FlinkContract extends FileSystemBehaviorTestSuite {
    private final Path directory;

    protected FlinkContract(String directory) {
        this.directory = new Path(directory);
    }

    @Override
    protected FileSystem getFileSystem() throws IOException {
        return directory.getFileSystem();
    }

    @Override
    protected Path getBasePath() {
        return directory;
    }

    @Override
    protected FileSystemKind getFileSystemKind() {
        return FileSystemKind.OBJECT_STORE;
    }
}
