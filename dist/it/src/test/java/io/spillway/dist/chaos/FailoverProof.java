package io.spillway.dist.chaos;

import static org.awaitility.Awaitility.await;

import io.spillway.demo.verify.OutputWatch;
import io.spillway.dist.Installation;
import io.spillway.localcloud.lifetime.WorkDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A fleet with high availability and a job under load, something that happens to them, and the
 * proof that each record was counted exactly once all the same.
 */
final class FailoverProof {
    private static final Duration ENOUGH = Duration.ofMinutes(4);
    private static final Duration LEASE = Duration.ofSeconds(4);

    /** Where a proof that failed leaves its logs. */
    private static final Path LOGS = Path.of("target", "storms", "failover");

    /** More than one transaction of all output partitions holds. */
    private static final int SOME_RECORDS = 1000;

    private final ChaosFleet fleet;
    private final OutputWatch output;

    /** What happens. */
    @FunctionalInterface
    interface Deed {
        void happen(ChaosFleet fleet, FailoverProof proof) throws Exception;
    }

    private FailoverProof(ChaosFleet fleet, OutputWatch output) {
        this.fleet = fleet;
        this.output = output;
    }

    /**
     * Makes it happen, and proves it.
     *
     * @param settings beyond high availability with a lease of 4 s
     */
    static void of(Path work, Map<String, String> settings, Deed deed) throws Exception {
        of(
                work,
                settings,
                fleet -> {
                    fleet.start();
                    return fleet.firstAddress();
                },
                deed);
    }

    /** How a fleet is started; answers which JobManager leads. */
    @FunctionalInterface
    interface Start {
        URI start(ChaosFleet fleet) throws Exception;
    }

    /** The same with a start of its own. */
    static void of(Path work, Map<String, String> settings, Start start, Deed deed)
            throws Exception {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("high-availability.type", "object-store");
        all.put("spillway.ha.lease", LEASE.toMillis() + " ms");
        try (ChaosFleet fleet =
                new ChaosFleet(
                        Installation.prepared().home(),
                        work,
                        all,
                        ChaosFleet.LEAST,
                        FailoverProof::note)) {
            boolean proved = false;
            try {
                prove(fleet, start.start(fleet), deed, work);
                proved = true;
            } finally {
                if (!proved) {
                    keepLogs(work);
                }
            }
        }
    }

    private static void prove(ChaosFleet fleet, URI leader, Deed deed, Path work) throws Exception {
        try (WatchedLoad load = new WatchedLoad(fleet, 1)) {
            FailoverProof proof = new FailoverProof(fleet, load.output());
            load.start();
            proof.awaitLeader(leader);
            deed.happen(fleet, proof);
            load.assertCountedOnce(load.finish(ENOUGH, () -> {}), "in " + work);
        }
    }

    /** As far as there are any. */
    private static void keepLogs(Path work) {
        try {
            WorkDirectory.saveLogs(work, LOGS);
            note("its logs are in " + LOGS.toAbsolutePath());
        } catch (IOException | UncheckedIOException e) {
            note("its logs can't be kept: " + e);
        }
    }

    /** Waits until the job runs at that JobManager, and its output is committed. */
    void awaitLeader(URI jobManager) {
        awaitThat(() -> fleet.runs(jobManager));
        awaitProgress();
        note("the job runs at " + jobManager);
    }

    /** Waits until more is committed: a transaction that began now has ended. */
    void awaitProgress() {
        long before = output.committed();
        awaitThat(() -> output.committed() > before + SOME_RECORDS);
    }

    static void awaitThat(Callable<Boolean> condition) {
        await().atMost(ENOUGH).pollInterval(Duration.ofMillis(200)).until(condition);
    }

    private static void note(String text) {
        System.out.println(text);
    }
}
