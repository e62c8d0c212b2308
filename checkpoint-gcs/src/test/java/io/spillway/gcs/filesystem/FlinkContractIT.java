package io.spillway.gcs.filesystem;

import io.spillway.localcloud.gcp.storage.LocalStorage;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemBehaviorTestSuite;
import org.apache.flink.core.fs.FileSystemKind;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Flink's own contract for file systems. */
class FlinkContractIT extends FileSystemBehaviorTestSuite {
    private static LocalStorage storage;

    @BeforeAll
    static void open() throws Exception {
        storage = LocalStorage.start();
        FileSystem.initialize(storage.configuration(), null);
    }

    @AfterAll
    static void close() {
        FileSystem.initialize(new Configuration(), null);
        storage.close();
    }

    @Override
    protected FileSystem getFileSystem() throws Exception {
        return getBasePath().getFileSystem();
    }

    @Override
    protected Path getBasePath() {
        return new Path("gs://%s/contract".formatted(LocalStorage.BUCKET));
    }

    @Override
    protected FileSystemKind getFileSystemKind() {
        return FileSystemKind.OBJECT_STORE;
    }
}
