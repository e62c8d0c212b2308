package io.spillway.gcs.filesystem;

import io.spillway.checkpoint.testing.FlinkContract;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Flink's own contract for file systems. */
class FlinkContractIT extends FlinkContract {
    private static LocalStorage storage;

    FlinkContractIT() {
        super("gs://%s/contract".formatted(LocalStorage.BUCKET));
    }

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
}
