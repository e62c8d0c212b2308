package io.spillway.gcs.filesystem;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemBehaviorTestSuite;
import org.apache.flink.core.fs.FileSystemKind;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The same against a real bucket: {@code -Dgcs.bucket=gs://bucket/prefix}, with the application's
 * default credentials.
 */
@EnabledIfSystemProperty(named = BucketContractIT.BUCKET, matches = "gs://.+")
class BucketContractIT extends FileSystemBehaviorTestSuite {
    static final String BUCKET = "spillway.gcs.bucket";

    @BeforeAll
    static void open() {
        FileSystem.initialize(new Configuration(), null);
    }

    @Override
    protected FileSystem getFileSystem() throws Exception {
        return getBasePath().getFileSystem();
    }

    @Override
    protected Path getBasePath() {
        return new Path(System.getProperty(BUCKET));
    }

    @Override
    protected FileSystemKind getFileSystemKind() {
        return FileSystemKind.OBJECT_STORE;
    }
}
