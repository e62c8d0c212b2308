package io.spillway.s3.filesystem;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.testing.LocalStackS3;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemBehaviorTestSuite;
import org.apache.flink.core.fs.FileSystemKind;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Flink's contract against LocalStack, where Docker is. */
class LocalStackFilesIT extends FileSystemBehaviorTestSuite {
    private static Optional<LocalStackS3> server = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        server = LocalStackS3.start();
        assumeTrue(server.isPresent(), "no Docker engine answers");
        FileSystem.initialize(Configuration.fromMap(server.get().settings()), null);
    }

    @AfterAll
    static void stop() {
        FileSystem.initialize(new Configuration(), null);
        server.ifPresent(LocalStackS3::close);
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
