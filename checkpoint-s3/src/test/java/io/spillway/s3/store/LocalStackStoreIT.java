package io.spillway.s3.store;

import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.testing.LocalStackS3;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same against LocalStack, where Docker is. */
@EnabledIf(
        value = "io.spillway.s3.testing.LocalStackS3#dockerAnswers",
        disabledReason = "no Docker engine answers")
class LocalStackStoreIT extends ConditionalStoreContract {
    private static LocalStackS3 server;

    @BeforeAll
    static void start() throws Exception {
        server = LocalStackS3.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected ConditionalStore open() throws Exception {
        return new S3StoreProvider()
                .open(
                        URI.create("s3://%s/ha".formatted(MockS3.BUCKET)),
                        server.settings(),
                        Duration.ofSeconds(10));
    }
}
