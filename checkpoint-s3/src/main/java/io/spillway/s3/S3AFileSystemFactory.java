package io.spillway.s3;

/** The same for {@code s3a://}, for paths that were written down with other file systems. */
public final class S3AFileSystemFactory extends S3FileSystemFactory {
    public S3AFileSystemFactory() {
        super("s3a");
    }
}
