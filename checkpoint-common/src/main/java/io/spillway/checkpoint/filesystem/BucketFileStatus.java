package io.spillway.checkpoint.filesystem;

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** What is known of a file or a directory. */
record BucketFileStatus(Path path, long size, long modifiedMillis, boolean directory)
        implements FileStatus {
    /** Where Flink's file sources may split. The clouds themselves have no blocks. */
    static final long BLOCK = 64L * 1024 * 1024;

    static BucketFileStatus directory(Path path) {
        return new BucketFileStatus(path, 0, 0, true);
    }

    @Override
    public long getLen() {
        return size;
    }

    @Override
    public long getBlockSize() {
        return Math.max(1, Math.min(BLOCK, size));
    }

    @Override
    public short getReplication() {
        return 1;
    }

    @Override
    public long getModificationTime() {
        return modifiedMillis;
    }

    @Override
    public long getAccessTime() {
        return 0;
    }

    @Override
    public boolean isDir() {
        return directory;
    }

    @Override
    public Path getPath() {
        return path;
    }
}
