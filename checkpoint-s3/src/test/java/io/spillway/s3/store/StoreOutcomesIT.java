package io.spillway.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.testing.StoreOutcomesContract;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.s3.testing.S3Cloud;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.WriteOutcome.Committed;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreOutcomesIT extends StoreOutcomesContract {
    StoreOutcomesIT() {
        super(new S3Cloud());
    }

    @Override
    protected ConditionalStore open(URI root, Map<String, String> settings) throws StoreException {
        return new S3StoreProvider().open(root, settings, TIMEOUT);
    }

    @Test
    void aWriteThatMetAnotherOneIsTriedAgain() throws Exception {
        cloud.relay().fail("PutObject", new Fault.Answer(409, "ConditionalRequestConflict"), 3);
        assertThat(store.createIfAbsent(key, CONTENT, TIMEOUT)).isInstanceOf(Committed.class);
        assertThat(cloud.relay().counts()).isEqualTo(Map.of("PutObject", 4));
    }

    @Test
    void aWriteThatMeetsOthersAllTheTimeWasNotDone() {
        cloud.relay().fail("PutObject", new Fault.Answer(409, "ConditionalRequestConflict"), 1000);
        assertThatThrownBy(() -> store.createIfAbsent(key, CONTENT, Duration.ofMillis(200)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    @Test
    void tellsAWrongRegion() {
        cloud.relay().fail("GetObject", new Fault.Answer(301, "PermanentRedirect"), 1);
        assertThatThrownBy(() -> store.get(key, TIMEOUT))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_STORE))
                .hasMessageContaining("eu-north-1")
                .hasMessageContaining("s3.endpoint.region");
    }

    @Test
    void tellsExpiredCredentials() {
        cloud.relay().fail("PutObject", new Fault.Answer(400, "ExpiredToken"), 1);
        assertThatThrownBy(() -> store.createIfAbsent(key, CONTENT, TIMEOUT))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
                .hasMessageContaining("PutObject")
                .hasMessageContaining("s3://%s/outcomes/%s".formatted(MockS3.BUCKET, key))
                .hasMessageContaining("the credentials aren't accepted");
    }
}
