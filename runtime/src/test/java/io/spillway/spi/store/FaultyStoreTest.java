package io.spillway.spi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultyStoreTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final byte[] CONTENT = {1, 2};

    private Fault next = Fault.NONE;
    private final InMemoryStore behind = new InMemoryStore();
    private final FaultyStore store = new FaultyStore(behind, () -> next);

    @Test
    void aLostRequestChangesNothingAndALostReplyDoes() throws Exception {
        next = Fault.REQUEST_LOST;
        assertThat(store.createIfAbsent("a", CONTENT, TIMEOUT))
                .isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(behind.get("a", TIMEOUT)).isEmpty();

        next = Fault.REPLY_LOST;
        assertThat(store.createIfAbsent("a", CONTENT, TIMEOUT))
                .isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(behind.get("a", TIMEOUT)).isPresent();
    }

    @Test
    void aRefusedRequestIsKnownNotToBeDone() {
        next = Fault.REFUSED;
        assertThatThrownBy(() -> store.createIfAbsent("a", CONTENT, TIMEOUT))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.mayPass()).isTrue());
        assertThat(behind.get("a", TIMEOUT)).isEmpty();
    }

    @Test
    void aReadIsAnsweredOrFails() throws Exception {
        behind.createIfAbsent("a", CONTENT, TIMEOUT);
        assertThat(store.get("a", TIMEOUT)).isPresent();
        next = Fault.REPLY_LOST;
        assertThatThrownBy(() -> store.get("a", TIMEOUT)).isInstanceOf(StoreException.class);
    }

    @Test
    void aLateWriteIsDoneWhenItArrives() throws Exception {
        next = Fault.LATE;
        assertThat(store.createIfAbsent("a", CONTENT, TIMEOUT))
                .isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(behind.get("a", TIMEOUT)).isEmpty();
        store.arrive();
        assertThat(behind.get("a", TIMEOUT)).isPresent();
    }
}
