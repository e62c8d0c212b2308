package io.spillway.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.upgrade.UpgradeRecord.Jar;
import io.spillway.upgrade.UpgradeRecord.Phase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two commands and one upgrade. */
class UpgradeJournalTest {
    private static final Jar OLD = new Jar("old.jar", "aa");
    private static final Jar NEW = new Jar("new.jar", "bb");

    @TempDir private Path home;
    @TempDir private Path otherHome;
    private final RecordInMemory shared = new RecordInMemory();
    private final UpgradeRecord record = record("1");
    private UpgradeJournal first;
    private UpgradeJournal second;

    /** Beside the job. */
    private static final class RecordInMemory implements RecordStore {
        Optional<byte[]> content = Optional.empty();

        @Override
        public Optional<byte[]> read() {
            return content;
        }

        @Override
        public boolean replace(Optional<byte[]> expected, byte[] next) {
            if (!Arrays.equals(content.orElse(null), expected.orElse(null))) {
                return false;
            }
            content = Optional.of(next);
            return true;
        }

        @Override
        public boolean delete(byte[] expected) {
            boolean there = Arrays.equals(content.orElse(null), expected);
            if (there) {
                content = Optional.empty();
            }
            return there;
        }

        @Override
        public String location() {
            return "memory:/upgrade";
        }
    }

    private static UpgradeRecord record(String id) {
        return new UpgradeRecord(
                id,
                Phase.STOPPING,
                false,
                "job",
                OLD,
                NEW,
                "/opt/usrlib",
                "s3://sp",
                Optional.empty());
    }

    private UpgradeJournal journal(Path at) {
        return new UpgradeJournal(new UpgradeDirectory(at), Optional.of(shared));
    }

    private Optional<UpgradeRecord> told() throws Exception {
        return journal(home).readForJobManager();
    }

    @Test
    void ofTwoThatBeginAtOnceOneIsRefusedAndHasBegunNothing() throws Exception {
        first = journal(home);
        second = journal(otherHome);
        first.begin(record);

        assertThatThrownBy(() -> second.begin(record("2")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("was begun on another machine");

        assertThat(told()).contains(record);
        assertThat(journal(otherHome).read()).isEmpty();
        assertThat(journal(home).read()).contains(record);
        first.write(record.stopped("s3://sp/1"));
    }

    @Test
    void whoWasTakenOverFromChangesNothingMore() throws Exception {
        first = journal(home);
        first.begin(record);
        second = journal(home);
        second.write(second.read().orElseThrow());

        UpgradeRecord stopped = record.stopped("s3://sp/1");
        assertThatThrownBy(() -> first.requireOwn(record)).isInstanceOf(UpgradeException.class);
        assertThatThrownBy(() -> first.write(stopped))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("another \"spillway upgrade\" has gone on with the upgrade");
        assertThatThrownBy(() -> first.delete(record)).isInstanceOf(UpgradeException.class);

        assertThat(told()).contains(record);
        second.requireOwn(record);
        second.write(stopped);
        assertThat(told()).contains(stopped);
    }

    @Test
    void whatAnotherHasEndedDoesNotComeBack() throws Exception {
        first = journal(home);
        first.begin(record);
        second = journal(home);
        second.write(second.read().orElseThrow());
        second.delete(record);

        assertThatThrownBy(() -> first.write(record.stopped("s3://sp/1")))
                .isInstanceOf(UpgradeException.class);
        assertThatThrownBy(() -> first.delete(record)).isInstanceOf(UpgradeException.class);
        assertThat(told()).isEmpty();
        assertThat(journal(home).read()).isEmpty();

        // Not even when the next one has begun meanwhile.
        UpgradeJournal third = journal(otherHome);
        third.begin(record("3"));
        assertThatThrownBy(() -> first.write(record.stopped("s3://sp/1")))
                .isInstanceOf(UpgradeException.class);
        assertThat(told()).contains(record("3"));
        assertThat(journal(otherHome).read()).contains(record("3"));
    }

    @Test
    void withoutHighAvailabilityTheDirectoryTellsAsMuch() throws Exception {
        first = new UpgradeJournal(new UpgradeDirectory(home), Optional.empty());
        second = new UpgradeJournal(new UpgradeDirectory(home), Optional.empty());
        first.begin(record);
        assertThatThrownBy(() -> second.begin(record("2"))).isInstanceOf(UpgradeException.class);
        second.write(second.read().orElseThrow());
        assertThatThrownBy(() -> first.write(record)).isInstanceOf(UpgradeException.class);
        second.delete(record);
        assertThat(first.readForJobManager()).isEmpty();
    }

    @Test
    void whatIsBesideTheJobCountsWhenItIsFurther() throws Exception {
        first = journal(home);
        first.begin(record);
        byte[] begun = new UpgradeDirectory(home).read().orElseThrow();
        UpgradeRecord starting = record.stopped("s3://sp/1").starting();
        first.write(starting);
        // Interrupted before this machine had it, too.
        UpgradeDirectory directory = new UpgradeDirectory(home);
        assertThat(directory.replace(directory.read(), begun)).isTrue();

        second = journal(home);
        assertThat(second.read()).contains(starting);
        second.write(starting);
        second.delete(starting);
        assertThat(journal(home).read()).isEmpty();
    }

    @Test
    void anEndThatWasInterruptedIsMadeUpFor() throws Exception {
        first = journal(home);
        first.begin(record);
        first.write(record.stopped("s3://sp/1").starting());
        shared.content = Optional.empty();

        assertThat(journal(home).read()).isEmpty();
        assertThat(new UpgradeDirectory(home).read()).isEmpty();
    }

    @Test
    void aBeginningThatWasInterruptedIsGoneOnWithUnlessAnotherHasBegun() throws Exception {
        new UpgradeJournal(new UpgradeDirectory(home), Optional.empty()).begin(record);
        journal(otherHome).begin(record("2"));
        assertThatThrownBy(() -> journal(home).read())
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("was begun on another machine");

        shared.content = Optional.empty();
        first = journal(home);
        first.write(first.read().orElseThrow());
        assertThat(told()).contains(record);
    }

    @Test
    void aRecordThatCantBeReadIsLeftAsItIs() throws Exception {
        first = journal(home);
        first.begin(record);
        byte[] newer = "{\"formatVersion\":2}".getBytes(StandardCharsets.UTF_8);
        shared.content = Optional.of(newer);
        assertThatThrownBy(() -> journal(home).read())
                .hasMessageContaining("memory:/upgrade is an upgrade's record of format 2");
        assertThat(shared.content).contains(newer);
    }
}
