package io.spillway.ha.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.spi.store.StoredObject;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaderLookupTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final InMemoryStore objects = new InMemoryStore();
    private final AtomicInteger requests = new AtomicInteger();
    private final FaultyStore store =
            new FaultyStore(
                    objects,
                    () -> {
                        requests.incrementAndGet();
                        return Fault.NONE;
                    });
    private final LeaderBoard board = new LeaderBoard();
    private final LeaderLookup lookup =
            new LeaderLookup(store, "leader", board, LeaderLookup.SAFETY, System::nanoTime);
    private final List<Optional<String>> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void subscribe() {
        board.subscribe("rest", seen::add);
    }

    @AfterEach
    void close() {
        lookup.close();
        board.close();
    }

    @Test
    void tellsWhoLeadsAndLooksNoMore() throws Exception {
        lead("first");
        lookup.start();

        await().until(() -> seen.equals(List.of(Optional.of("first"))));
        assertThat(requests).hasValue(1);
    }

    @Test
    void findsTheNextLeaderWhenTheFirstDoesNotAnswer() throws Exception {
        lead("first");
        lookup.start();
        await().until(() -> !seen.isEmpty());

        lookup.hurry();
        lead("second");

        await().until(() -> seen.equals(List.of(Optional.of("first"), Optional.of("second"))));
    }

    @Test
    void findsTheNextButOneWhenNobodyHasReachedTheNext() throws Exception {
        lead("first");
        lookup.start();
        await().until(() -> !seen.isEmpty());

        lookup.hurry();
        lead("second");
        await().until(() -> seen.contains(Optional.of("second")));
        lead("third");

        await().until(() -> seen.contains(Optional.of("third")));
    }

    @Test
    void tellsThatNobodyLeads() {
        lookup.start();

        await().until(() -> seen.equals(List.of(Optional.empty())));
    }

    @Test
    void doesNotLookWhileSomebodyElsePosts() throws Exception {
        lead("stored");
        lookup.pause(true);
        lookup.start();
        board.post(Map.of("rest", "posted"));

        await().until(() -> seen.equals(List.of(Optional.of("posted"))));
        assertThat(requests).hasValue(0);

        lookup.pause(false);
        await().until(() -> seen.contains(Optional.of("stored")));
    }

    @Test
    void findsAComponentThatTellsLater() throws Exception {
        lead("first");
        lookup.start();
        await().until(() -> !seen.isEmpty());

        List<Optional<String>> job = new CopyOnWriteArrayList<>();
        board.subscribe("job", job::add);
        lookup.want("job");
        await().until(() -> requests.get() > 1);
        lead("first", Map.of("rest", "first", "job", "there"));

        await().until(() -> job.contains(Optional.of("there")));
        assertThat(seen).containsExactly(Optional.of("first"));
    }

    @Test
    void whoeverComesLateIsToldToo() throws Exception {
        lead("first");
        lookup.start();
        await().until(() -> !seen.isEmpty());

        List<Optional<String>> late = new CopyOnWriteArrayList<>();
        board.subscribe("rest", late::add);

        await().until(() -> late.equals(List.of(Optional.of("first"))));
    }

    private void lead(String address) throws Exception {
        lead(address, Map.of("rest", address));
    }

    private void lead(String nonce, Map<String, String> information) throws Exception {
        Optional<StoredObject> there = objects.get("leader", TIMEOUT);
        byte[] lease =
                LeaseCodec.encode(
                        new LeaseDocument("jm", 1, nonce, 12_000, false, false, information));
        if (there.isEmpty()) {
            objects.createIfAbsent("leader", lease, TIMEOUT);
        } else {
            objects.replaceIfMatches("leader", there.get().version(), lease, TIMEOUT);
        }
    }
}
