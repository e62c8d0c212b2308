package io.spillway.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.testing.FaultScript;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharedUpgradeRecordTest {
    private final FaultScript reads = new FaultScript();
    private final FaultScript writes = new FaultScript();
    private final InMemoryStore store = new InMemoryStore();
    private final FaultyStore faulty = new FaultyStore(store, reads, writes);
    private final SharedUpgradeRecord record = new SharedUpgradeRecord(faulty);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private boolean create(String text) throws IOException {
        return record.replace(Optional.empty(), bytes(text));
    }

    private boolean replace(String expected, String text) throws IOException {
        return record.replace(Optional.of(bytes(expected)), bytes(text));
    }

    private String content() throws IOException {
        return record.read()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("nothing");
    }

    @Test
    void isChangedOnlyIfItIsWhatWasSeen() throws IOException {
        assertThat(content()).isEqualTo("nothing");
        assertThat(replace("none", "one")).isFalse();
        assertThat(create("one")).isTrue();
        assertThat(create("two")).isFalse();
        assertThat(replace("another", "two")).isFalse();
        assertThat(record.delete(bytes("another"))).isFalse();
        assertThat(content()).isEqualTo("one");
        assertThat(replace("one", "two")).isTrue();
        assertThat(content()).isEqualTo("two");
        assertThat(record.delete(bytes("two"))).isTrue();
        assertThat(record.delete(bytes("two"))).isFalse();
        assertThat(content()).isEqualTo("nothing");
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUEST_LOST", "REPLY_LOST"})
    void aWriteWithoutAnAnswerIsSettled(Fault fault) throws IOException {
        writes.next(fault);
        assertThat(create("one")).isTrue();
        writes.next(fault);
        assertThat(replace("one", "two")).isTrue();
        assertThat(content()).isEqualTo("two");
        writes.next(fault);
        assertThat(record.delete(bytes("two"))).isTrue();
        assertThat(content()).isEqualTo("nothing");
    }

    @Test
    void aWriteThatArrivesLateChangesNothingThatAnotherHasWritten() throws Exception {
        assertThat(create("one")).isTrue();
        writes.next(Fault.LATE, Fault.LATE, Fault.LATE, Fault.LATE, Fault.LATE);
        assertThatThrownBy(() -> replace("one", "late"))
                .hasMessageContaining(store.location() + "upgrade can't be written");
        assertThat(new SharedUpgradeRecord(store).replace(Optional.of(bytes("one")), bytes("two")))
                .isTrue();

        faulty.arrive();

        assertThat(content()).isEqualTo("two");
    }

    @Test
    void anAnswerThatIsLateTwiceDoesNotMatter() throws IOException {
        assertThat(create("one")).isTrue();
        reads.next(Fault.REFUSED, Fault.REFUSED);
        assertThat(content()).isEqualTo("one");
    }

    @Test
    void aStoreThatRefusesIsAnErrorThatNamesIt() {
        writes.next(Fault.DENIED);
        assertThatThrownBy(() -> create("one")).isInstanceOf(IOException.class);
    }
}
