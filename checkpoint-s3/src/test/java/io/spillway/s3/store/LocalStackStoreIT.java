package io.spillway.s3.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.testing.LocalStackS3;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same against LocalStack, where Docker is. */
class LocalStackStoreIT extends ConditionalStoreContract {
    private static Optional<LocalStackS3> server = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        server = LocalStackS3.start();
        assumeTrue(server.isPresent(), "no Docker engine answers");
    }

    @AfterAll
    static void stop() {
        server.ifPresent(LocalStackS3::close);
    }

    @Override
    protected ConditionalStore open() throws Exception {
        return new S3StoreProvider()
                .open(
                        URI.create("s3://%s/ha".formatted(MockS3.BUCKET)),
                        server.orElseThrow().settings(),
                        Duration.ofSeconds(10));
    }
}
