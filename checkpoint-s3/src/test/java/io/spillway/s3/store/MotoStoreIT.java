package io.spillway.s3.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.MotoS3;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same against another server, where it is installed. */
class MotoStoreIT extends ConditionalStoreContract {
    private static Optional<MotoS3> moto = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        moto = MotoS3.start();
        assumeTrue(moto.isPresent(), "no moto_server on the PATH");
    }

    @AfterAll
    static void stop() {
        moto.ifPresent(MotoS3::close);
    }

    @Override
    protected ConditionalStore open() throws Exception {
        return new S3StoreProvider()
                .open(
                        URI.create("s3://%s/ha".formatted(MockS3.BUCKET)),
                        moto.orElseThrow().settings(),
                        Duration.ofSeconds(10));
    }
}
