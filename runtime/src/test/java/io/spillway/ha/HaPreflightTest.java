package io.spillway.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.spi.store.StoreException;
import io.spillway.spi.store.StoreException.Reason;
import io.spillway.spi.store.StoredObject;
import io.spillway.testing.FaultScript;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaPreflightTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String JOB = "jobs/0123456789abcdef0123456789abcdef/manifest";

    private final InMemoryStore store = new InMemoryStore();

    @Test
    void whatIsThereStaysAsItIs() throws Exception {
        put(
                "leader",
                "{\"formatVersion\":1,\"holder\":\"h\",\"epoch\":3,\"nonce\":\"n\",\"leaseMs\":12000}");
        put(JOB, "{\"formatVersion\":1,\"epoch\":3,\"nonce\":\"n\",\"entries\":{}}");
        put("cluster/manifest", "{\"formatVersion\":1,\"epoch\":3,\"nonce\":\"n\",\"entries\":{}}");
        put("jobs/notes.txt", "somebody's own");
        List<String> before = contents();

        HaPreflight.check(store);

        assertThat(contents()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leader           | hello               | isn't a lease: it isn't JSON",
                "leader           | {\"formatVersion\":2} | is a lease of format 2, this Spillway knows up to 1",
                "cluster/manifest | {\"formatVersion\":2} | is a manifest of format 2, this Spillway knows up to 1",
                "cluster/manifest | {}                  | isn't a manifest: 'formatVersion' is",
                JOB + " | { half              | isn't a manifest: it isn't JSON",
                JOB
                        + " | {\"formatVersion\":7} | is a manifest of format 7, this Spillway knows up to 1"
            })
    void whatItCannotReadKeepsTheJobManagerFromStarting(String key, String content, String problem)
            throws Exception {
        put(key, content);
        List<String> before = contents();

        assertThatThrownBy(() -> HaPreflight.check(store))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageContaining("memory:/" + key + " " + problem);

        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aLostAnswerDoesNotKeepTheJobManagerFromStarting() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HaPreflight.check(
                new FaultyStore(
                        store,
                        () -> requests.incrementAndGet() <= 2 ? Fault.REPLY_LOST : Fault.NONE));
        assertThat(requests).hasValueGreaterThan(10);
    }

    @ParameterizedTest
    @CsvSource({"REFUSED, 3", "DENIED, 1"})
    void aStoreThatCannotAnswerIsAskedAgainOnlyIfThatMayHelp(Fault fault, int tries) {
        AtomicInteger reads = new AtomicInteger();
        FaultyStore faulty =
                new FaultyStore(
                        store,
                        () -> {
                            reads.incrementAndGet();
                            return fault;
                        },
                        () -> Fault.NONE);
        assertThatThrownBy(() -> StoreQuestions.ask(() -> faulty.get("leader", TIMEOUT)))
                .isInstanceOf(StoreException.class);
        assertThat(reads).hasValue(tries);
    }

    @Test
    void anAnswerThatIsLateTwiceDoesNotMatter() throws Exception {
        FaultScript reads = new FaultScript();
        reads.next(Fault.REFUSED, Fault.REFUSED);
        HaPreflight.check(new FaultyStore(store, reads, () -> Fault.NONE));
        assertThat(reads.requests()).isGreaterThan(3);
    }

    private void put(String key, String content) {
        var unused = store.createIfAbsent(key, content.getBytes(StandardCharsets.UTF_8), TIMEOUT);
    }

    private List<String> contents() {
        return store.list("", TIMEOUT).stream()
                .map(
                        key ->
                                key
                                        + "="
                                        + store.get(key, TIMEOUT)
                                                .map(StoredObject::content)
                                                .map(
                                                        bytes ->
                                                                new String(
                                                                        bytes,
                                                                        StandardCharsets.UTF_8))
                                                .orElseThrow())
                .toList();
    }
}
