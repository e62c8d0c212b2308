package io.spillway.jobmanager;

import io.spillway.ha.HaPreflight;
import io.spillway.ha.SharedUpgradeRecord;
import io.spillway.program.JobFingerprint;
import io.spillway.spi.store.StoreException;
import io.spillway.time.Waiting;
import io.spillway.upgrade.UpgradeDirectory;
import io.spillway.upgrade.UpgradeJournal;
import io.spillway.upgrade.UpgradeRecord;
import io.spillway.upgrade.UpgradeRecord.Jar;
import io.spillway.upgrade.UpgradeRecord.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a JobManager that starts finds out whether its job is being upgraded just now. */
final class UpgradeGate {
    private static final Logger LOG = LoggerFactory.getLogger(UpgradeGate.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Whether a job is stored that a JobManager goes on with. */
    interface Stored {
        boolean any() throws StoreException;
    }

    private final UpgradeJournal journal;
    private final Path directory;
    private final boolean shared;
    private final Stored stored;
    private final Waiting waiting;

    /**
     * @param directory where this JobManager's jar is
     * @param shared whether the record is for all JobManagers of a cluster, rather than for those
     *     of this directory
     */
    UpgradeGate(
            UpgradeJournal journal,
            Path directory,
            boolean shared,
            Stored stored,
            Waiting waiting) {
        this.journal = journal;
        this.directory = directory;
        this.shared = shared;
        this.stored = stored;
        this.waiting = waiting;
    }

    /**
     * {@link #pass()} of a JobManager.
     *
     * @param home of the installation
     * @param directory where this JobManager's jar is
     * @param configuration where high availability is, if it is
     */
    static Optional<UpgradeRecord> pass(
            Path home, Path directory, Configuration configuration, boolean highlyAvailable)
            throws StartupException, StoreException {
        UpgradeDirectory here = new UpgradeDirectory(home);
        if (!highlyAvailable) {
            return new UpgradeGate(
                            new UpgradeJournal(here, Optional.empty()),
                            directory,
                            false,
                            () -> false,
                            Waiting.inRealTime())
                    .pass();
        }
        try (SharedUpgradeRecord shared = SharedUpgradeRecord.open(configuration)) {
            return new UpgradeGate(
                            new UpgradeJournal(here, Optional.of(shared)),
                            directory,
                            true,
                            () -> HaPreflight.isJobStored(configuration),
                            Waiting.inRealTime())
                    .pass();
        }
    }

    /**
     * Waits while an upgrade has stopped the job, and hasn't put the jar in place yet: a job that
     * was started now would begin without its state. Blocks, a minute at most.
     *
     * @return what the job is to be started from; empty when no upgrade is under way that matters
     * @throws StartupException when the upgrade doesn't go on
     */
    Optional<UpgradeRecord> pass() throws StartupException, StoreException {
        long end = waiting.nanoTime() + PATIENCE.toNanos();
        boolean told = false;
        while (true) {
            Optional<UpgradeRecord> record = read();
            if (record.isEmpty() || record.get().phase() == Phase.STARTING) {
                return record;
            }
            if (record.get().phase() == Phase.STOPPING && stored.any()) {
                return Optional.empty();
            }
            if (waiting.nanoTime() - end >= 0) {
                throw new StartupException(
                        "the %s has stopped the job and doesn't go on: run \"spillway upgrade\", or \"spillway upgrade --rollback\"."
                                .formatted(record.get()));
            }
            if (!told) {
                LOG.info("Waiting for the {}.", record.get());
                told = true;
            }
            try {
                waiting.pause(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartupException("interrupted while it waited for an upgrade", e);
            }
        }
    }

    private Optional<UpgradeRecord> read() throws StartupException, StoreException {
        try {
            return journal.readForJobManager()
                    .filter(record -> shared || Path.of(record.directory()).equals(directory));
        } catch (IOException e) {
            if (e.getCause() instanceof StoreException unavailable) {
                throw unavailable;
            }
            throw new StartupException(e.getMessage(), e);
        }
    }

    /**
     * Refuses a jar that isn't the one that the upgrade goes on with.
     *
     * @throws StartupException saying what to do
     */
    static void require(UpgradeRecord record, JobFingerprint mine) throws StartupException {
        if (!record.to().sha256().equals(mine.jarSha256())) {
            throw new StartupException(
                    "the job is to go on from %s after the %s, and here is %s: put that jar in place (\"spillway upgrade --swap-only --jar FILE\"), or end the upgrade with \"spillway upgrade --rollback\"."
                            .formatted(record.to(), record, new Jar(mine.jar(), mine.jarSha256())));
        }
    }
}
