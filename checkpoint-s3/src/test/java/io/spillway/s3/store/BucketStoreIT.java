package io.spillway.s3.store;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The same against a real bucket: {@code -Ds3.bucket=s3://bucket/prefix}, with AWS' default chain.
 */
@EnabledIfSystemProperty(named = BucketStoreIT.BUCKET, matches = "s3://.+")
class BucketStoreIT extends ConditionalStoreContract {
    static final String BUCKET = "spillway.s3.bucket";

    @Override
    protected ConditionalStore open() throws Exception {
        return new S3StoreProvider()
                .open(URI.create(System.getProperty(BUCKET)), Map.of(), Duration.ofSeconds(10));
    }

    @Override
    protected int races() {
        return 10;
    }
}
