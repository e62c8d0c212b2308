package io.spillway.s3.filesystem;

import io.spillway.localcloud.objectstore.MockS3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemBehaviorTestSuite;
import org.apache.flink.core.fs.FileSystemKind;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Flink's own contract for file systems. */
class FlinkContractIT extends FileSystemBehaviorTestSuite {
    private static MockS3 s3;

    @BeforeAll
    static void open() throws Exception {
        s3 = MockS3.open();
        FileSystem.initialize(s3.configuration(), null);
    }

    @AfterAll
    static void close() {
        FileSystem.initialize(new Configuration(), null);
        s3.close();
    }

    @Override
    protected FileSystem getFileSystem() throws Exception {
        return getBasePath().getFileSystem();
    }

    @Override
    protected Path getBasePath() {
        return new Path("s3://%s/contract".formatted(MockS3.BUCKET));
    }

    @Override
    protected FileSystemKind getFileSystemKind() {
        return FileSystemKind.OBJECT_STORE;
    }
}
