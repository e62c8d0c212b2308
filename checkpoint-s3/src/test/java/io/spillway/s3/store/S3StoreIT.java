package io.spillway.s3.store;

import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class S3StoreIT extends ConditionalStoreContract {
    private static MockS3 s3;

    @BeforeAll
    static void start() throws Exception {
        s3 = MockS3.open();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Override
    protected ConditionalStore open() throws Exception {
        return new S3StoreProvider()
                .open(
                        URI.create("s3://%s/cluster/ha".formatted(MockS3.BUCKET)),
                        s3.settings(),
                        Duration.ofSeconds(10));
    }
}
