package io.spillway.s3.filesystem;

import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.testing.LocalStackS3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemBehaviorTestSuite;
import org.apache.flink.core.fs.FileSystemKind;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** Flink's contract against LocalStack, where Docker is. */
@EnabledIf(
        value = "io.spillway.s3.testing.LocalStackS3#dockerAnswers",
        disabledReason = "no Docker engine answers")
class LocalStackFilesIT extends FileSystemBehaviorTestSuite {
    private static LocalStackS3 server;

    @BeforeAll
    static void start() throws Exception {
        server = LocalStackS3.start();
        FileSystem.initialize(Configuration.fromMap(server.settings()), null);
    }

    @AfterAll
    static void stop() {
        FileSystem.initialize(new Configuration(), null);
        server.close();
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
