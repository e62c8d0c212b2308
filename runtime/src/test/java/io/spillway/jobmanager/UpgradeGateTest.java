package io.spillway.jobmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.program.JobFingerprint;
import io.spillway.spi.store.StoreException;
import io.spillway.time.Waiting;
import io.spillway.upgrade.UpgradeDirectory;
import io.spillway.upgrade.UpgradeJournal;
import io.spillway.upgrade.UpgradeRecord;
import io.spillway.upgrade.UpgradeRecord.Jar;
import io.spillway.upgrade.UpgradeRecord.Phase;
import io.spillway.upgrade.UpgradeRecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpgradeGateTest {
    @TempDir private Path home;
    private boolean stored;
    private Runnable meanwhile = () -> {};

    /** Time goes by when somebody waits, and something may happen then. */
    private final class ManualWaiting implements Waiting {
        private long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void pause(Duration time) {
            now += time.toNanos();
            meanwhile.run();
        }
    }

    private UpgradeGate gate(String directory, boolean shared) {
        return new UpgradeGate(
                new UpgradeJournal(new UpgradeDirectory(home), Optional.empty()),
                Path.of(directory),
                shared,
                () -> stored,
                new ManualWaiting());
    }

    private UpgradeRecord write(Phase phase) {
        UpgradeRecord record =
                new UpgradeRecord(
                        "1",
                        phase,
                        false,
                        "2",
                        new Jar("old.jar", "aa"),
                        new Jar("new.jar", "bb"),
                        "/opt/usrlib",
                        "file:/sp",
                        phase == Phase.STOPPING ? Optional.empty() : Optional.of("file:/sp/1"));
        try {
            UpgradeDirectory directory = new UpgradeDirectory(home);
            assertThat(
                            directory.replace(
                                    directory.read(),
                                    UpgradeRecordCodec.encode(record, phase.name())))
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return record;
    }

    @Test
    void isOpenWithoutAnUpgrade() throws Exception {
        assertThat(gate("/opt/usrlib", false).pass()).isEmpty();
    }

    @Test
    void waitsUntilTheJarIsInPlace() throws Exception {
        write(Phase.STOPPED);
        meanwhile = () -> write(Phase.STARTING);
        assertThat(gate("/opt/usrlib", false).pass())
                .hasValueSatisfying(record -> assertThat(record.phase()).isEqualTo(Phase.STARTING));
    }

    @Test
    void aJobThatIsStoredStillIsGoneOnWith() throws Exception {
        write(Phase.STOPPING);
        stored = true;
        assertThat(gate("/opt/usrlib", true).pass()).isEmpty();
    }

    @Test
    void refusesToStartAJobWithoutItsState() {
        write(Phase.STOPPING);
        assertThatThrownBy(() -> gate("/opt/usrlib", false).pass())
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("has stopped the job and doesn't go on")
                .hasMessageContaining("spillway upgrade --rollback");
    }

    @Test
    void anotherJarsUpgradeIsNoneOfItsBusiness() throws Exception {
        write(Phase.STOPPING);
        assertThat(gate("/elsewhere", false).pass()).isEmpty();
    }

    @Test
    void onlyTheJarOfTheUpgradeStarts() throws Exception {
        UpgradeRecord record = write(Phase.STARTING);
        UpgradeGate.require(record, new JobFingerprint("new.jar", "bb", "Main", "cc"));
        assertThatThrownBy(
                        () ->
                                UpgradeGate.require(
                                        record, new JobFingerprint("old.jar", "aa", "Main", "cc")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("is to go on from new.jar")
                .hasMessageContaining("and here is old.jar");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    half                | isn't an upgrade's record: it isn't JSON. Put an earlier
                    {"formatVersion":2} | of format 2, this Spillway knows up to 1: a newer one uses it
                    """)
    void aRecordThatItCantReadKeepsTheJobManagerFromStarting(String content, String problem)
            throws Exception {
        UpgradeDirectory directory = new UpgradeDirectory(home);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        assertThat(directory.replace(Optional.empty(), bytes)).isTrue();

        assertThatThrownBy(() -> gate("/opt/usrlib", false).pass())
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(directory.location())
                .hasMessageContaining(problem);
        assertThat(directory.read()).contains(bytes);
    }
}
