package io.spillway.s3.store;

import io.spillway.checkpoint.testing.StoreContainer;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.testing.LocalStackS3;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same against LocalStack, where Docker is. */
class LocalStackStoreIT extends ConditionalStoreContract {
    @RegisterExtension
    private static final StoreContainer SERVER = new StoreContainer(new LocalStackS3());

    @Override
    protected ConditionalStore open() throws Exception {
        return new S3StoreProvider()
                .open(
                        URI.create("s3://%s/ha".formatted(MockS3.BUCKET)),
                        SERVER.settings(),
                        Duration.ofSeconds(10));
    }
}
