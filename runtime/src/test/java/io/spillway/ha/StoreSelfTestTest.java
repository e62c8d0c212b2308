package io.spillway.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreSelfTestTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final InMemoryStore sound = new InMemoryStore();

    /** What a store can get wrong. */
    private enum Flaw {
        CREATES_OVER,
        REPLACES_OVER,
        DELETES_OVER,
        LOSES_RACES,
        REPLACES_NOTHING
    }

    @Test
    void acceptsASoundStoreAndLeavesNothingBehind() throws Exception {
        StoreSelfTest.run(sound);

        assertThat(sound.list("", TIMEOUT)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REPLACES_NOTHING")
    void refusesAStoreThatIgnoresConditions(Flaw flaw) {
        assertThatThrownBy(() -> StoreSelfTest.run(new Flawed(sound, flaw)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageContaining("two JobManagers could lead at once");
    }

    /** As some do that compare the ETag with its quotes to one without. */
    @Test
    void refusesAStoreThatRefusesWhatItShouldDo() {
        assertThatThrownBy(() -> StoreSelfTest.run(new Flawed(sound, Flaw.REPLACES_NOTHING)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageContaining(
                        "refused to replace an object though it hadn't changed (If-Match)")
                .hasMessageNotContaining("two JobManagers");
    }

    @Test
    void doesNotBlameAStoreThatDoesNotAnswer() {
        FaultyStore away = new FaultyStore(sound, () -> Fault.REPLY_LOST);

        assertThatThrownBy(() -> StoreSelfTest.run(away))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    /** Takes another's word for it, and gets one thing wrong. */
    private record Flawed(InMemoryStore store, Flaw flaw) implements ConditionalStore {

        @Override
        public String location() {
            return store.location();
        }

        @Override
        public Optional<StoredObject> get(String key, Duration timeout) {
            return store.get(key, timeout);
        }

        @Override
        public WriteOutcome createIfAbsent(String key, byte[] content, Duration timeout) {
            Optional<StoredObject> there = store.get(key, timeout);
            return flaw == Flaw.CREATES_OVER && there.isPresent()
                    ? store.replaceIfMatches(key, there.get().version(), content, timeout)
                    : store.createIfAbsent(key, content, timeout);
        }

        @Override
        public WriteOutcome replaceIfMatches(
                String key, Version expected, byte[] content, Duration timeout) {
            WriteOutcome outcome = store.replaceIfMatches(key, expected, content, timeout);
            if (flaw == Flaw.REPLACES_NOTHING) {
                return new WriteOutcome.Conflict();
            }
            boolean lies =
                    flaw == Flaw.REPLACES_OVER
                            || (flaw == Flaw.LOSES_RACES
                                    && Thread.currentThread().getName().startsWith("pool"));
            return lies && outcome instanceof WriteOutcome.Conflict
                    ? new WriteOutcome.Committed(expected)
                    : outcome;
        }

        @Override
        public WriteOutcome deleteIfMatches(String key, Version expected, Duration timeout) {
            WriteOutcome outcome = store.deleteIfMatches(key, expected, timeout);
            return flaw == Flaw.DELETES_OVER ? new WriteOutcome.Committed(expected) : outcome;
        }

        @Override
        public List<String> list(String prefix, Duration timeout) {
            return store.list(prefix, timeout);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
