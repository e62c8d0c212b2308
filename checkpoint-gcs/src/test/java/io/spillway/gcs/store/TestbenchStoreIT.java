package io.spillway.gcs.store;

import io.spillway.gcs.testing.GcsEmulator;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The same against Google's testbench, where Docker is. (fake-gcs-server deletes whatever the
 * condition is.)
 */
@EnabledIf(
        value = "io.spillway.gcs.testing.GcsEmulator#dockerAnswers",
        disabledReason = "no Docker engine answers")
class TestbenchStoreIT extends ConditionalStoreContract {
    private static GcsEmulator server;

    @BeforeAll
    static void start() throws Exception {
        server = GcsEmulator.testbench();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected ConditionalStore open() throws Exception {
        return new GcsStoreProvider()
                .open(
                        URI.create("gs://%s/ha".formatted(LocalStorage.BUCKET)),
                        server.settings(),
                        Duration.ofSeconds(10));
    }

    @Override
    protected int races() {
        return 10;
    }
}
