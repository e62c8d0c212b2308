package io.spillway.gcs.filesystem;

import io.spillway.checkpoint.testing.FlinkContract;
import io.spillway.gcs.testing.GcsEmulator;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** Flink's contract against fake-gcs-server, where Docker is. */
@EnabledIf(
        value = "io.spillway.gcs.testing.GcsEmulator#dockerAnswers",
        disabledReason = "no Docker engine answers")
class FakeGcsServerFilesIT extends FlinkContract {
    private static GcsEmulator server;

    FakeGcsServerFilesIT() {
        super("gs://%s/contract".formatted(LocalStorage.BUCKET));
    }

    @BeforeAll
    static void start() throws Exception {
        server = GcsEmulator.fakeGcsServer();
        FileSystem.initialize(Configuration.fromMap(server.settings()), null);
    }

    @AfterAll
    static void stop() {
        FileSystem.initialize(new Configuration(), null);
        server.close();
    }
}
