package io.spillway.gcs.store;

import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class GcsStoreIT extends ConditionalStoreContract {
    private static LocalStorage storage;

    @BeforeAll
    static void start() throws Exception {
        storage = LocalStorage.start();
    }

    @AfterAll
    static void stop() {
        storage.close();
    }

    @Override
    protected ConditionalStore open() throws Exception {
        return new GcsStoreProvider()
                .open(
                        URI.create("gs://%s/cluster/ha".formatted(LocalStorage.BUCKET)),
                        storage.settings(),
                        Duration.ofSeconds(10));
    }
}
