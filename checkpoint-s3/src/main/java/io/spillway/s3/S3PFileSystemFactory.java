package io.spillway.s3;

/** The same for {@code s3p://}, for paths that were written down with Flink's Presto plugin. */
public final class S3PFileSystemFactory extends S3FileSystemFactory {
    public S3PFileSystemFactory() {
        super("s3p");
    }
}
