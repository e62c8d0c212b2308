package io.spillway.ha.pointers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.scalein.JournalException;
import io.spillway.scalein.RemovalJournal;
import io.spillway.testing.FaultScript;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManifestRemovalJournalTest {
    private final FaultScript writes = new FaultScript();
    private final FaultyStore store =
            new FaultyStore(new InMemoryStore(), () -> Fault.NONE, writes);

    private RemovalJournal leader(long epoch) {
        return new ManifestRemovalJournal(
                new Manifests(
                                store,
                                new SteeredFence(epoch),
                                Patience.DEFAULT,
                                new SteeredWaiting())
                        .removals());
    }

    @Test
    void theNextLeaderFindsWhatWasWrittenLast() throws Exception {
        RemovalJournal first = leader(5);
        assertThat(first.takeOver()).isEmpty();
        first.write(Set.of("vm-1", "vm-2"));
        first.write(Set.of("vm-2"));
        assertThat(leader(6).takeOver()).containsExactly("vm-2");
        RemovalJournal third = leader(7);
        third.takeOver();
        third.write(Set.of());
        assertThat(leader(8).takeOver()).isEmpty();
    }

    @Test
    void theSameAgainCostsNothing() throws Exception {
        RemovalJournal journal = leader(5);
        journal.takeOver();
        journal.write(Set.of("vm-1"));
        int before = writes.requests();
        journal.write(Set.of("vm-1"));
        assertThat(writes.requests()).isEqualTo(before);
    }

    @Test
    void whoeverHasBeenTakenOverWritesNothing() throws Exception {
        RemovalJournal first = leader(5);
        first.takeOver();
        RemovalJournal second = leader(6);
        second.takeOver();
        assertThatThrownBy(() -> first.write(Set.of("vm-1")))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.anotherLeads()).isTrue())
                .message()
                .doesNotContain("\n");
        assertThat(second.takeOver()).isEmpty();
    }

    @Test
    void aReplyThatIsLostIsSettled() throws Exception {
        RemovalJournal journal = leader(5);
        journal.takeOver();
        writes.next(Fault.REPLY_LOST);
        journal.write(Set.of("vm-1"));
        assertThat(leader(6).takeOver()).containsExactly("vm-1");
    }

    @Test
    void aStoreThatRefusesIsToldOf() throws Exception {
        RemovalJournal journal = leader(5);
        journal.takeOver();
        writes.otherwise(Fault.DENIED);
        assertThatThrownBy(() -> journal.write(Set.of("vm-1")))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.anotherLeads()).isFalse())
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }
}
