package io.spillway.gcs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.checkpoint.testing.StoreOutcomesContract;
import io.spillway.gcs.testing.GcsCloud;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome.Committed;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreOutcomesIT extends StoreOutcomesContract {
    StoreOutcomesIT() {
        super(new GcsCloud());
    }

    @Override
    protected ConditionalStore open(URI root, Map<String, String> settings) throws StoreException {
        return new GcsStoreProvider().open(root, settings, TIMEOUT);
    }

    @Test
    void anObjectThatTakesAWriteASecondGetsThemOneAfterTheOther() throws Exception {
        ((GcsCloud) cloud).storage().limitWrites(Duration.ofMillis(600));
        try {
            Version version = committed(store.createIfAbsent(key, CONTENT, TIMEOUT));
            version = committed(store.replaceIfMatches(key, version, new byte[] {4}, TIMEOUT));
            assertThat(store.deleteIfMatches(key, version, TIMEOUT)).isInstanceOf(Committed.class);
        } finally {
            ((GcsCloud) cloud).storage().limitWrites(Duration.ZERO);
        }
        // Few are refused: each waits a while before it is sent again.
        assertThat(cloud.relay().requests()).hasSizeBetween(4, 12);
    }

    @Test
    void anObjectThatTakesNoWriteInTimeWasNotWritten() {
        cloud.relay().fail(names.put(), new Fault.Answer(429, "rateLimitExceeded"), 1000);
        assertThatThrownBy(() -> store.createIfAbsent(key, CONTENT, Duration.ofMillis(500)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
                .hasMessageContaining("429");
    }
}
