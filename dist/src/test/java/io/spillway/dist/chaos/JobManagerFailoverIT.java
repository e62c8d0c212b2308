package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.demo.load.KeyedSequence;
import io.spillway.demo.load.LoadGenerator;
import io.spillway.demo.load.SineLoad;
import io.spillway.demo.verify.OutputWatch;
import io.spillway.dist.Installation;
import io.spillway.localcloud.cluster.JobManagerProcess;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two JobManagers, a directory as their object store, and everything that can happen to the one
 * that leads. Each time the other goes on with the job, and at the end each record has been counted
 * exactly once.
 */
class JobManagerFailoverIT {
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration ENOUGH = Duration.ofSeconds(90);
    private static final int KEYS = 240;

    @TempDir private Path work;

    private ChaosFleet fleet;
    private OutputWatch output;

    @Test
    void theOtherJobManagerGoesOnWithTheJob() throws Exception {
        try (ChaosFleet started =
                new ChaosFleet(
                        Installation.prepared().home(),
                        work,
                        Optional.of(LEASE),
                        JobManagerFailoverIT::note)) {
            fleet = started;
            fleet.start();
            try (OutputWatch watch =
                            new OutputWatch(
                                    fleet.bootstrapServers(),
                                    ChaosFleet.OUTPUT,
                                    ChaosFleet.OUTPUT_PARTITIONS,
                                    KEYS,
                                    System.currentTimeMillis());
                    LoadGenerator load =
                            new LoadGenerator(
                                    fleet.bootstrapServers(),
                                    ChaosFleet.INPUT,
                                    new SineLoad(200, 800, 60),
                                    new KeyedSequence(KEYS, ChaosFleet.INPUT_PARTITIONS, 1))) {
                output = watch;
                URI first = fleet.firstAddress();
                awaitThat(() -> fleet.runs(first));
                output.start();
                load.start();
                awaitProgress();
                failOver(first);

                long[] offered = load.stop();
                assertThat(load.failure()).isEmpty();
                long all = Arrays.stream(offered).sum();
                awaitThat(() -> output.committed() >= all && output.isDrained());
                OutputWatch.Verdict verdict = output.verdict(offered);
                assertThat(verdict.distinct()).isEqualTo(all);
                assertThat(verdict.lost()).as("lost").isZero();
                assertThat(verdict.duplicated()).as("duplicated").isZero();
                assertThat(verdict.foreign()).as("never sent").isZero();
            }
        }
    }

    private void failOver(URI first) throws Exception {
        assertThat(fleet.leader()).contains(first);
        LoopbackAddresses at = LoopbackAddresses.onFreePorts();
        JobManagerProcess second = fleet.startStandby(at);
        assertThat(fleet.leader()).as("who came first goes on to lead").contains(first);

        // Frozen for longer than its lease, and awake again when another leads.
        fleet.firstJobManager().freeze();
        awaitLeader(at.restUrl());
        awaitProgress();
        fleet.firstJobManager().thaw();
        awaitProgress();
        assertThat(fleet.leader()).as("who was frozen doesn't lead").contains(at.restUrl());
        assertThat(fleet.firstJobManager().isAlive()).isTrue();

        // Killed, as a machine that is lost.
        second.kill();
        awaitLeader(first);
        awaitProgress();

        // Asked to go: nobody has to wait for the lease.
        LoopbackAddresses next = LoopbackAddresses.onFreePorts();
        try (JobManagerProcess third = fleet.startStandby(next)) {
            fleet.firstJobManager().close();
            awaitLeader(next.restUrl());
            awaitProgress();
            assertThat(third.isAlive()).isTrue();
        }
    }

    private void awaitLeader(URI jobManager) {
        awaitThat(() -> fleet.leader().equals(Optional.of(jobManager)) && fleet.runs(jobManager));
    }

    /** Waits until more is committed than was: a transaction that began now has ended. */
    private void awaitProgress() {
        long before = output.committed();
        awaitThat(() -> output.committed() > before + 500);
    }

    private static void note(String text) {
        System.out.println(text);
    }

    private static void awaitThat(Callable<Boolean> condition) {
        ConditionFactory patient = await().atMost(ENOUGH).pollInterval(Duration.ofMillis(200));
        patient.until(condition);
    }
}
