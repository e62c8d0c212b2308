package io.spillway.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.ha.StoreSelfTest;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a JobManager says of a store that it can't lead by, before it stands for election. */
class SelfTestIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static MockS3 s3;

    private final String root = "s3://%s/%s".formatted(MockS3.BUCKET, UUID.randomUUID());
    private ConditionalStore store;

    @BeforeAll
    static void start() throws Exception {
        s3 = MockS3.open();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @BeforeEach
    void open() throws Exception {
        store = new S3StoreProvider().open(URI.create(root), s3.settings(), TIMEOUT);
        s3.relay().reset();
    }

    @AfterEach
    void close() {
        store.close();
        s3.relay().reset();
    }

    @Test
    void aSoundStoreIsTestedByFewRequestsAndIsEmptyAfterwards() throws Exception {
        StoreSelfTest.run(store);
        assertThat(s3.relay().requests()).hasSizeLessThan(50);
        assertThat(store.list("", TIMEOUT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PutObject    | if-none-match | only if it isn't there (If-None-Match)",
                "PutObject    | if-match      | written over though it had changed (If-Match)",
                "DeleteObject | if-match      | deleted though it had changed (DELETE with If-Match)"
            })
    void aStoreThatIgnoresConditionsIsRefused(String kind, String condition, String problem) {
        s3.relay()
                .fail(
                        each -> each.kind().equals(kind) && each.header(condition).isPresent(),
                        new Fault.IgnoreConditions(),
                        Integer.MAX_VALUE);
        assertThatThrownBy(() -> StoreSelfTest.run(store))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageStartingWith(root + "/ can't be used for high availability")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({"PutObject,s3:PutObject", "GetObject,s3:GetObject", "DeleteObject,s3:DeleteObject"})
    void aMissingPermissionIsNamed(String kind, String permission) {
        s3.relay().fail(kind, new Fault.Answer(403, "AccessDenied"), Integer.MAX_VALUE);
        assertThatThrownBy(() -> StoreSelfTest.run(store))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
                .hasMessageContaining(kind)
                .hasMessageContaining("bucket " + MockS3.BUCKET)
                .hasMessageContaining("self-test/")
                .hasMessageContaining("it takes " + permission);
    }
}
