package io.spillway.ha.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final FaultyStore store = new FaultyStore(new InMemoryStore(), fault::get);
    private final List<LeaseKeeper> keepers = new ArrayList<>();

    private static final class Witness implements LeaseKeeper.Listener {
        final List<String> events = new CopyOnWriteArrayList<>();
        final List<String> standsBy = new CopyOnWriteArrayList<>();
        final List<Map<String, String>> told = new CopyOnWriteArrayList<>();
        volatile Map<String, String> leader = Map.of("nobody", "has told");

        @Override
        public void granted(long epoch) {
            events.add("granted " + epoch);
        }

        @Override
        public void revoked() {
            events.add("revoked");
        }

        @Override
        public void leaderChanged(Map<String, String> information) {
            leader = information;
            told.add(information);
        }

        @Override
        public void standsBy(String leader) {
            standsBy.add(leader);
        }

        @Override
        public void ended() {
            events.add("ended");
        }

        @Override
        public void failed(Throwable cause) {
            events.add("failed " + cause);
        }
    }

    @AfterEach
    void close() {
        fault.set(Fault.NONE);
        keepers.forEach(LeaseKeeper::close);
    }

    private LeaseKeeper stand(Witness witness) {
        return stand(witness, TestTerms.LASTING);
    }

    private LeaseKeeper stand(Witness witness, LeaseTerms terms) {
        LeaseKeeper keeper =
                new LeaseKeeper(store, "leader", "test", terms, witness, System::nanoTime);
        keepers.add(keeper);
        keeper.start();
        return keeper;
    }

    @Test
    void leadsAndTellsWhatItIsTold() {
        Witness leader = new Witness();
        LeaseKeeper keeper = stand(leader);
        await().until(keeper::leads);
        keeper.publish("dispatcher", "here");
        keeper.publish("rest", "there");
        Witness standby = new Witness();
        stand(standby);

        Map<String, String> told = Map.of("dispatcher", "here", "rest", "there");
        await().until(() -> standby.leader.equals(told));
        await().until(() -> leader.leader.equals(told));
        assertThat(leader.events).containsExactly("granted 1");
        assertThat(leader.standsBy).isEmpty();
        assertThat(standby.events).isEmpty();
        assertThat(standby.standsBy).singleElement().asString().startsWith("test ");

        keeper.withdraw("rest");
        await().until(() -> standby.leader.equals(Map.of("dispatcher", "here")));
    }

    @Test
    void aLeaderKnowsAtOnceWhatItTellsAndOthersOnceItIsWritten() {
        Witness leader = new Witness();
        LeaseKeeper keeper = stand(leader);
        await().until(keeper::leads);
        Witness standby = new Witness();
        stand(standby);
        await().until(() -> standby.told.contains(Map.of()));

        fault.set(Fault.REFUSED);
        keeper.publish("dispatcher", "here");

        await().until(() -> leader.told.contains(Map.of("dispatcher", "here")));
        assertThat(standby.told).doesNotContain(Map.of("dispatcher", "here"));
    }

    @Test
    void theNextOneTakesOverWhenALeaderGoesWillingly() {
        Witness leader = new Witness();
        LeaseKeeper keeper = stand(leader);
        await().until(keeper::leads);
        keeper.publish("dispatcher", "here");
        Witness standby = new Witness();
        LeaseKeeper next = stand(standby);
        await().until(() -> standby.leader.containsKey("dispatcher"));

        keeper.close();

        await().until(next::leads);
        assertThat(keeper.leads()).isFalse();
        assertThat(leader.events).containsExactly("granted 1", "revoked");
        assertThat(standby.events).containsExactly("granted 2");
        await().untilAsserted(() -> assertThat(standby.leader).isEmpty());
    }

    @Test
    void whoHasWaitedEndsWithTheLeaderAndWhoComesLaterLeads() {
        Witness leader = new Witness();
        LeaseKeeper keeper = stand(leader);
        await().until(keeper::leads);
        keeper.publish("dispatcher", "here");
        Witness standby = new Witness();
        LeaseKeeper waiting = stand(standby);
        await().until(() -> standby.leader.containsKey("dispatcher"));

        keeper.close(true);

        await().until(() -> standby.events.contains("ended"));
        assertThat(waiting.leads()).isFalse();
        Witness later = new Witness();
        LeaseKeeper next = stand(later);
        await().until(next::leads);
        assertThat(standby.events).containsExactly("ended");
        assertThat(later.events).containsExactly("granted 2");
    }

    @Test
    void holdsTheLeaseThatNobodyListensToAnyMoreUntilItIsClosed() {
        Witness leader = new Witness();
        LeaseKeeper keeper = stand(leader);
        await().until(keeper::leads);
        await().until(() -> leader.events.contains("granted 1"));

        keeper.detach();
        assertThat(keeper.leads()).isTrue();
        keeper.close();

        assertThat(leader.events).containsExactly("granted 1");
    }

    @Test
    void stopsToLeadWhenTheStoreIsAwayForTooLongAndLeadsAgainAfterwards() {
        Witness witness = new Witness();
        LeaseKeeper keeper = stand(witness, TestTerms.SHORT);
        await().until(keeper::leads);
        keeper.publish("dispatcher", "here");
        await().until(() -> witness.leader.containsKey("dispatcher"));

        fault.set(Fault.REFUSED);
        await().until(() -> witness.events.contains("revoked"));
        assertThat(keeper.leads()).isFalse();
        fault.set(Fault.NONE);

        await().until(keeper::leads);
        await().until(() -> witness.events.size() >= 3);
        // A busy machine may lose it once more.
        assertThat(witness.events).startsWith("granted 1", "revoked", "granted 2");
        await().untilAsserted(
                        () ->
                                assertThat(witness.leader)
                                        .as("what it told was of the first leadership")
                                        .isEmpty());
    }

    @Test
    void aReplyThatIsLostCostsNothing() {
        Witness witness = new Witness();
        fault.set(Fault.REPLY_LOST);
        LeaseKeeper keeper = stand(witness);
        // The reads' replies are lost too: nobody can lead while that lasts.
        await().during(Duration.ofMillis(200)).until(() -> !keeper.leads());
        fault.set(Fault.NONE);

        await().until(keeper::leads);
        assertThat(witness.events).hasSize(1);
    }

    @Test
    void anEpochThatOthersHaveSeenIsNotUsedAgain() {
        Witness witness = new Witness();
        LeaseKeeper keeper = stand(witness);
        await().until(keeper::leads);

        keeper.raiseEpoch(41);

        await().until(() -> keeper.epoch() == 42);
        assertThat(witness.events).startsWith("granted 1", "revoked", "granted 42");
    }

    @Test
    void closesWithoutHavingLed() {
        fault.set(Fault.REFUSED);
        Witness witness = new Witness();
        LeaseKeeper keeper = stand(witness);

        keeper.close();

        assertThat(keeper.leads()).isFalse();
        assertThat(witness.events).isEmpty();
    }
}
