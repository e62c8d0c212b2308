package io.spillway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoredObject;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import io.spillway.spi.store.WriteOutcome.Committed;
import io.spillway.spi.store.WriteOutcome.Conflict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ConditionalStore} has to do. */
public abstract class ConditionalStoreContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int RACERS = 8;

    /** Each test has keys of its own, in a store that may be anybody's. */
    private final String root = "contract-" + UUID.randomUUID() + "/";

    private ConditionalStore store;

    /** Opens the store under test. Each call opens the same one once more, as a process would. */
    protected abstract ConditionalStore open() throws Exception;

    /** How often writers race in the race tests. */
    protected int races() {
        return 50;
    }

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() throws Exception {
        for (String key : store.list(root, TIMEOUT)) {
            var left = store.get(key, TIMEOUT);
            if (left.isPresent()) {
                store.deleteIfMatches(key, left.get().version(), TIMEOUT);
            }
        }
        store.close();
    }

    @Test
    void whatIsNotThereIsEmptyAndNoError() throws Exception {
        assertThat(store.get(key("a"), TIMEOUT)).isEmpty();
        assertThat(store.list(root, TIMEOUT)).isEmpty();
    }

    @Test
    void createsOnceOnly() throws Exception {
        Version first = create(key("a"), "one");
        assertThat(store.createIfAbsent(key("a"), bytes("two"), TIMEOUT))
                .isInstanceOf(Conflict.class);
        assertThat(store.get(key("a"), TIMEOUT)).contains(new StoredObject(first, bytes("one")));
    }

    @Test
    void replacesOnlyWhatTheWriterHasSeen() throws Exception {
        Version first = create(key("a"), "one");
        Version second = committed(store.replaceIfMatches(key("a"), first, bytes("two"), TIMEOUT));
        assertThat(second).isNotEqualTo(first);
        assertThat(store.replaceIfMatches(key("a"), first, bytes("three"), TIMEOUT))
                .isInstanceOf(Conflict.class);
        assertThat(store.get(key("a"), TIMEOUT)).contains(new StoredObject(second, bytes("two")));
    }

    @Test
    void doesNotReplaceWhatIsNotThere() throws Exception {
        Version gone = create(key("a"), "one");
        committed(store.deleteIfMatches(key("a"), gone, TIMEOUT));
        assertThat(store.replaceIfMatches(key("a"), gone, bytes("two"), TIMEOUT))
                .isInstanceOf(Conflict.class);
        assertThat(store.get(key("a"), TIMEOUT)).isEmpty();
    }

    @Test
    void deletesOnlyWhatTheWriterHasSeen() throws Exception {
        Version first = create(key("a"), "one");
        Version second = committed(store.replaceIfMatches(key("a"), first, bytes("two"), TIMEOUT));
        assertThat(store.deleteIfMatches(key("a"), first, TIMEOUT)).isInstanceOf(Conflict.class);
        assertThat(store.get(key("a"), TIMEOUT)).isPresent();
        assertThat(committed(store.deleteIfMatches(key("a"), second, TIMEOUT))).isEqualTo(second);
        assertThat(store.get(key("a"), TIMEOUT)).isEmpty();
        assertThat(store.deleteIfMatches(key("a"), second, TIMEOUT)).isInstanceOf(Conflict.class);
        create(key("a"), "three");
    }

    @Test
    void keepsBytesAsTheyAre() throws Exception {
        byte[] all = new byte[70_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31);
        }
        committed(store.createIfAbsent(key("bytes"), all, TIMEOUT));
        committed(store.createIfAbsent(key("nothing"), new byte[0], TIMEOUT));
        assertThat(store.get(key("bytes"), TIMEOUT).orElseThrow().content()).isEqualTo(all);
        assertThat(store.get(key("nothing"), TIMEOUT).orElseThrow().content()).isEmpty();
    }

    @Test
    void listsKeysUnderAPrefixInOrder() throws Exception {
        for (String name : List.of("b/2", "a", "b/1", "b=c", "bb", "b/c/3")) {
            create(key(name), name);
        }
        assertThat(store.list(root + "b/", TIMEOUT))
                .containsExactly(key("b/1"), key("b/2"), key("b/c/3"));
        assertThat(store.list(root, TIMEOUT))
                .containsExactly(
                        key("a"), key("b/1"), key("b/2"), key("b/c/3"), key("b=c"), key("bb"));
        assertThat(store.list(root + "nobody/", TIMEOUT)).isEmpty();
    }

    @Test
    void oneOpenedElsewhereSeesAWriteAtOnce() throws Exception {
        try (ConditionalStore other = open()) {
            Version first = create(key("a"), "one");
            assertThat(other.get(key("a"), TIMEOUT))
                    .contains(new StoredObject(first, bytes("one")));
            Version second =
                    committed(other.replaceIfMatches(key("a"), first, bytes("two"), TIMEOUT));
            assertThat(store.get(key("a"), TIMEOUT))
                    .contains(new StoredObject(second, bytes("two")));
            assertThat(store.replaceIfMatches(key("a"), first, bytes("three"), TIMEOUT))
                    .isInstanceOf(Conflict.class);
        }
    }

    @Test
    void ofManyWhoCreateOneDoes() throws Exception {
        for (int race = 0; race < races(); race++) {
            String key = key("race-" + race);
            List<WriteOutcome> outcomes =
                    race(
                            (racer, with) ->
                                    with.createIfAbsent(key, bytes("racer " + racer), TIMEOUT));
            expectOneWinner(key, outcomes);
        }
    }

    @Test
    void ofManyWhoReplaceOneDoes() throws Exception {
        String key = key("race");
        create(key, "start");
        for (int race = 0; race < races(); race++) {
            Version seen = store.get(key, TIMEOUT).orElseThrow().version();
            int number = race;
            List<WriteOutcome> outcomes =
                    race(
                            (racer, with) ->
                                    with.replaceIfMatches(
                                            key,
                                            seen,
                                            bytes("race %d, racer %d".formatted(number, racer)),
                                            TIMEOUT));
            expectOneWinner(key, outcomes);
        }
    }

    @Test
    void aReaderNeverSeesHalfAWrite() throws Exception {
        String key = key("whole");
        Version version = create(key, "0".repeat(50_000));
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try (ConditionalStore other = open()) {
            Future<?> reads =
                    reader.submit(
                            () -> {
                                for (int i = 0; i < races(); i++) {
                                    String text = text(other.get(key, TIMEOUT).orElseThrow());
                                    assertThat(text).hasSize(50_000);
                                    assertThat(text.chars().distinct().count()).isOne();
                                }
                                return null;
                            });
            for (int i = 1; !reads.isDone(); i++) {
                version =
                        committed(
                                store.replaceIfMatches(
                                        key,
                                        version,
                                        bytes(Integer.toString(i % 10).repeat(50_000)),
                                        TIMEOUT));
            }
            reads.get();
        } finally {
            reader.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "../a", "a/../b", ".hidden", "a b", "ä"})
    void refusesWhatIsNoKey(String key) {
        assertThatThrownBy(() -> store.get(key, TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + key + "'");
        assertThatThrownBy(() -> store.createIfAbsent(key, bytes("x"), TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAPrefixThatEndsWithinAName() {
        assertThatThrownBy(() -> store.list("a", TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a' must end with /");
    }

    private interface Racer {
        WriteOutcome write(int number, ConditionalStore with) throws StoreException;
    }

    private List<WriteOutcome> race(Racer racer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try (ConditionalStore other = open()) {
            CyclicBarrier start = new CyclicBarrier(RACERS);
            List<Callable<WriteOutcome>> racers = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                int number = i;
                racers.add(
                        () -> {
                            start.await();
                            return racer.write(number, number % 2 == 0 ? store : other);
                        });
            }
            List<WriteOutcome> outcomes = new ArrayList<>();
            for (Future<WriteOutcome> each : threads.invokeAll(racers)) {
                outcomes.add(each.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private void expectOneWinner(String key, List<WriteOutcome> outcomes) throws StoreException {
        assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Conflict.class::isInstance).hasSize(RACERS - 1);
        for (int racer = 0; racer < RACERS; racer++) {
            if (outcomes.get(racer) instanceof Committed committed) {
                StoredObject now = store.get(key, TIMEOUT).orElseThrow();
                assertThat(now.version()).isEqualTo(committed.version());
                assertThat(text(now)).endsWith("racer " + racer);
            }
        }
    }

    private Version create(String key, String content) throws StoreException {
        return committed(store.createIfAbsent(key, bytes(content), TIMEOUT));
    }

    private static Version committed(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Committed.class);
        return ((Committed) outcome).version();
    }

    private String key(String name) {
        return root + name;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(StoredObject object) {
        return new String(object.content(), StandardCharsets.UTF_8);
    }
}
