package io.spillway.gcs.store;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The same against a real bucket: {@code -Dgcs.bucket=gs://bucket/prefix}, with the application's
 * default credentials. Slow, since an object takes a write a second.
 */
@EnabledIfSystemProperty(named = BucketStoreIT.BUCKET, matches = "gs://.+")
class BucketStoreIT extends ConditionalStoreContract {
    static final String BUCKET = "spillway.gcs.bucket";

    @Override
    protected ConditionalStore open() throws Exception {
        return new GcsStoreProvider()
                .open(URI.create(System.getProperty(BUCKET)), Map.of(), Duration.ofSeconds(10));
    }

    @Override
    protected int races() {
        return 5;
    }
}
