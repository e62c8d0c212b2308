package io.spillway.gcs.filesystem;

import io.spillway.checkpoint.testing.FlinkContract;
import io.spillway.checkpoint.testing.StoreContainer;
import io.spillway.gcs.testing.GcsEmulator;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Flink's contract against fake-gcs-server, where Docker is. */
class FakeGcsServerFilesIT extends FlinkContract {
    @RegisterExtension
    private static final StoreContainer SERVER = new StoreContainer(GcsEmulator.FAKE_GCS_SERVER);

    FakeGcsServerFilesIT() {
        super("gs://%s/contract".formatted(LocalStorage.BUCKET));
    }

    @BeforeAll
    static void start() {
        FileSystem.initialize(Configuration.fromMap(SERVER.settings()), null);
    }

    @AfterAll
    static void stop() {
        FileSystem.initialize(new Configuration(), null);
    }
}
