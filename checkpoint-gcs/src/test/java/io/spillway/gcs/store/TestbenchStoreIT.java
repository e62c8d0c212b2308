package io.spillway.gcs.store;

import io.spillway.checkpoint.testing.StoreContainer;
import io.spillway.gcs.testing.GcsEmulator;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The same against Google's testbench, where Docker is. (fake-gcs-server deletes whatever the
 * condition is.)
 */
class TestbenchStoreIT extends ConditionalStoreContract {
    @RegisterExtension
    private static final StoreContainer SERVER = new StoreContainer(GcsEmulator.TESTBENCH);

    @Override
    protected ConditionalStore open() throws Exception {
        return new GcsStoreProvider()
                .open(
                        URI.create("gs://%s/ha".formatted(LocalStorage.BUCKET)),
                        SERVER.settings(),
                        Duration.ofSeconds(10));
    }

    @Override
    protected int races() {
        return 10;
    }
}
