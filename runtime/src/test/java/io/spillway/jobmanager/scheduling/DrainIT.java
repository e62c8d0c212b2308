package io.spillway.jobmanager.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import io.spillway.settings.MoveSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drains on a cluster with short windows, without stopping sources; {@link CoalesceIT} has the
 * defaults, {@link ExactIT} stops them.
 */
class DrainIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** No periodic checkpoint comes in between; the ones for moves are all there are. */
    private static final Duration RARELY = Duration.ofHours(1);

    private static FleetCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster =
                FleetCluster.start(
                        new MoveSettings(
                                Duration.ofMillis(300),
                                Duration.ofMillis(300),
                                Duration.ofMillis(300),
                                Duration.ofMillis(300),
                                Duration.ZERO,
                                Duration.ofSeconds(1),
                                Duration.ofMillis(200),
                                3,
                                false,
                                Duration.ofSeconds(10)));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @AfterEach
    void clear() throws Exception {
        cluster.clear();
    }

    private static void expectCounts(int rescales, int planned, int failures) throws Exception {
        FleetView.Job job = cluster.fleet().job();
        assertThat(new int[] {job.rescales(), job.plannedRescales(), job.failures()})
                .as("rescales, planned ones, failures")
                .containsExactly(rescales, planned, failures);
    }

    private static void expectExactlyOnce(Probe probe) {
        long distinct = probe.distinct();
        await().atMost(FleetCluster.PATIENCE).until(() -> probe.distinct() > distinct + 200);
        assertThat(probe.wrongCounts()).isZero();
    }

    /**
     * The job went on from a checkpoint that was taken for the drain.
     *
     * @param before how many records had been processed when it was asked for
     * @param moved and how many when it was over
     */
    private static void expectNothingOlderAgain(Probe probe, long before, long moved) {
        assertThat(probe.again())
                .as("processed again, of %d since the drain began", moved - before)
                .isLessThanOrEqualTo(moved - before);
    }

    @Test
    void oneOfTwo() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(RARELY), 2);
        long before = probe.records();

        assertThat(cluster.drain(b, MINUTE).state()).isEqualTo(DrainState.ACCEPTED);
        DrainView drained = cluster.awaitDrain(b, DrainState.DRAINED);
        long moved = probe.records();
        cluster.awaitRunning(1);

        assertThat(drained.checkpointId()).isNotNull();
        assertThat(drained.elapsedMs()).isGreaterThanOrEqualTo(300);
        expectExactlyOnce(probe);
        expectNothingOlderAgain(probe, before, moved);
        expectCounts(1, 1, 0);
        FleetView.Rescale rescale = cluster.fleet().job().lastRescale();
        assertThat(rescale.cause()).isEqualTo(FleetView.Cause.DRAIN);
        assertThat(rescale.fromParallelism()).isEqualTo(2);
        assertThat(rescale.toParallelism()).isEqualTo(1);
        assertThat(rescale.checkpointId()).isEqualTo(drained.checkpointId());

        cluster.loseTaskManager(b);
        expectExactlyOnce(probe);
        expectCounts(1, 1, 0);
        assertThat(cluster.drainOf(b).state()).isEqualTo(DrainState.DRAINED);
    }

    @Test
    void twoShortlyAfterEachOtherCostOneRestart() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        String c = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 3);
        cluster.drain(b, MINUTE);
        cluster.drain(c, MINUTE);
        cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitDrain(c, DrainState.DRAINED);
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
        expectCounts(1, 1, 0);
    }

    @Test
    void oneThatArrivesDuringTheCheckpointJoinsTheMove() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        String c = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(RARELY), 3);
        probe.holdSnapshots();
        cluster.drain(b, MINUTE);
        cluster.awaitDrain(b, DrainState.CHECKPOINTING);
        cluster.drain(c, MINUTE);
        cluster.awaitDrain(c, DrainState.CHECKPOINTING);
        probe.letSnapshotsPass();
        cluster.awaitDrain(c, DrainState.DRAINED);
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
        expectCounts(1, 1, 0);
    }

    @Test
    void cancelled() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(RARELY), 2);
        probe.holdSnapshots();
        cluster.drain(b, MINUTE);
        cluster.awaitDrain(b, DrainState.CHECKPOINTING);
        assertThat(cluster.cancel(b).state()).isEqualTo(DrainState.CANCELLED);
        probe.letSnapshotsPass();
        expectExactlyOnce(probe);
        expectCounts(0, 0, 0);
        assertThat(probe.again()).isZero();
        cluster.drain(b, MINUTE);
        cluster.awaitDrain(b, DrainState.DRAINED);
    }

    @Test
    void deadlineComesBeforeTheCheckpoint() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 2);
        await().until(() -> cluster.completedCheckpoints() > 0);
        probe.holdSnapshots();
        cluster.drain(b, Duration.ofSeconds(4));
        cluster.awaitMoving(b);
        probe.letSnapshotsPass();
        DrainView drained = cluster.awaitDrain(b, DrainState.DRAINED);
        assertThat(drained.checkpointId()).as("no checkpoint was taken for it").isNull();
        assertThat(drained.elapsedMs()).isGreaterThanOrEqualTo(2900);
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
        expectCounts(1, 1, 0);
    }

    @Test
    void makeBeforeBreakAtEqualParallelism() throws Exception {
        String a = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(RARELY), 1);
        cluster.drain(a, MINUTE);
        expectExactlyOnce(probe);
        assertThat(cluster.drainOf(a).state()).isEqualTo(DrainState.ACCEPTED);

        cluster.addTaskManager();
        DrainView drained = cluster.awaitDrain(a, DrainState.DRAINED);
        cluster.awaitRunning(1);
        assertThat(drained.checkpointId()).isNotNull();
        expectExactlyOnce(probe);
        expectCounts(1, 1, 0);
    }

    @Test
    void aTaskManagerWithNothingToDoTakesOverInTheSameRestart() throws Exception {
        for (int i = 0; i < 3; i++) {
            cluster.addTaskManager();
        }
        Probe probe =
                cluster.run(
                        CountingJob.job().checkpointedEvery(RARELY).withMaxParallelism(2).graph(),
                        2);
        String busy =
                cluster.fleet().taskManagers().stream()
                        .filter(t -> t.state() == FleetView.State.IN_SERVICE)
                        .filter(t -> t.freeSlots() == 0)
                        .findFirst()
                        .orElseThrow()
                        .id();

        cluster.drain(busy, MINUTE);
        cluster.awaitDrain(busy, DrainState.DRAINED);

        cluster.awaitRunning(2);
        expectExactlyOnce(probe);
        expectCounts(1, 1, 0);
        FleetView.Rescale rescale = cluster.fleet().job().lastRescale();
        assertThat(rescale.fromParallelism()).isEqualTo(2);
        assertThat(rescale.toParallelism()).isEqualTo(2);
    }

    @Test
    void lostDuringTheDrain() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 2);
        await().until(() -> cluster.completedCheckpoints() > 0);
        probe.holdSnapshots();
        cluster.drain(b, MINUTE);
        cluster.awaitDrain(b, DrainState.CHECKPOINTING);
        cluster.loseTaskManager(b);
        probe.letSnapshotsPass();
        cluster.awaitDrain(b, DrainState.GONE);
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
        FleetView.Job job = cluster.fleet().job();
        assertThat(job.failures()).isEqualTo(1);
        assertThat(job.plannedRescales()).isZero();
        assertThat(job.rescales()).isEqualTo(1);
        assertThat(job.lastRescale().cause()).isEqualTo(FleetView.Cause.FAILURE);
    }

    @Test
    void checkpointFailsOnce() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(RARELY), 2);
        probe.failCheckpoints(1);
        cluster.drain(b, MINUTE);
        DrainView drained = cluster.awaitDrain(b, DrainState.DRAINED);
        assertThat(drained.checkpointId()).isNotNull();
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
        expectCounts(1, 1, 0);
    }

    @Test
    void checkpointsFailForGood() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 2);
        await().until(() -> cluster.completedCheckpoints() > 0);
        probe.failCheckpoints(1000);
        cluster.drain(b, MINUTE);
        DrainView drained = cluster.awaitDrain(b, DrainState.DRAINED);
        assertThat(drained.checkpointId()).isNull();
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
        expectCounts(1, 1, 0);
    }

    @Test
    void jobManagerRestartsDuringTheDrain() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 2);
        await().until(() -> cluster.completedCheckpoints() > 0);
        probe.holdSnapshots();
        cluster.drain(b, MINUTE);
        cluster.awaitDrain(b, DrainState.CHECKPOINTING);

        cluster.leadership().revokeJobMasterLeadership(cluster.job()).get();
        probe.letSnapshotsPass();
        cluster.leadership().grantJobMasterLeadership(cluster.job()).get();
        cluster.drain(b, MINUTE); // as its agent does when it finds a new leader
        cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitRunning(1);
        assertThat(cluster.fleet().taskManagers())
                .filteredOn(t -> t.id().equals(b))
                .extracting(FleetView.TaskManager::freeSlots)
                .containsExactly(1);
        expectExactlyOnce(probe);
    }

    @Test
    void allAtOnce() throws Exception {
        String a = cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(RARELY), 2);
        long before = probe.records();
        cluster.drain(a, Duration.ofSeconds(6));
        cluster.drain(b, Duration.ofSeconds(6));
        DrainView drained = cluster.awaitDrain(a, DrainState.DRAINED);
        cluster.awaitDrain(b, DrainState.DRAINED);
        assertThat(drained.checkpointId()).isNotNull();
        long moved = probe.records();
        assertThat(drained.elapsedMs()).as("as late as possible").isGreaterThanOrEqualTo(2500);
        // DRAINED when the last task has ended; the job itself is on its way then.
        await().until(() -> cluster.fleet().job().state().equals("CREATED"));
        cluster.loseTaskManager(a);
        cluster.loseTaskManager(b);

        cluster.addTaskManager();
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
        expectNothingOlderAgain(probe, before, moved);
        expectCounts(1, 1, 0);
    }

    @Test
    void whileARescaleRuns() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        String c = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 3);
        probe.holdClosing();
        cluster.drain(c, MINUTE);
        cluster.awaitDrain(c, DrainState.MOVING);
        cluster.drain(b, MINUTE);
        probe.letClose();
        cluster.awaitDrain(c, DrainState.DRAINED);
        cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
        FleetView.Job job = cluster.fleet().job();
        assertThat(job.failures()).isZero();
        assertThat(job.plannedRescales()).isBetween(1, 2);
    }

    @Test
    void stopWithSavepointDuringTheDrain(@TempDir Path savepoints) throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(RARELY), 2);
        probe.holdSnapshots();
        cluster.drain(b, MINUTE);
        CompletableFuture<String> savepoint =
                cluster.flink()
                        .stopWithSavepoint(
                                cluster.job(),
                                savepoints.toString(),
                                false,
                                SavepointFormatType.CANONICAL);
        await().during(Duration.ofMillis(600))
                .atMost(FleetCluster.PATIENCE)
                .until(() -> cluster.drainOf(b).state() == DrainState.ACCEPTED);
        probe.letSnapshotsPass();
        assertThat(savepoint.get()).isNotEmpty();
        cluster.awaitDrain(b, DrainState.DRAINED);
        assertThat(cluster.flink().getJobStatus(cluster.job()).get()).isEqualTo(JobStatus.FINISHED);
        expectCounts(0, 0, 0);
    }

    @Test
    void jobEndsDuringTheDrain() throws Exception {
        String a = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.ending(RARELY, 4), 1);
        cluster.drain(a, MINUTE); // nowhere else to go: it stays
        cluster.awaitDrain(a, DrainState.DRAINED);
        assertThat(cluster.flink().getJobStatus(cluster.job()).get()).isEqualTo(JobStatus.FINISHED);
        assertThat(probe.records()).isEqualTo((long) (CountingJob.KEYS * 4 * 50));
    }

    @Test
    void jobIsCancelledDuringTheDrain() throws Exception {
        String a = cluster.addTaskManager();
        cluster.run(CountingJob.endless(RARELY), 1);
        cluster.drain(a, MINUTE);
        cluster.flink().cancelJob(cluster.job()).get();
        cluster.awaitDrain(a, DrainState.DRAINED);
    }

    /** One is taken for the move all the same; Flink can, without a schedule for it. */
    @Test
    void jobWithoutCheckpoints() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(null), 2);
        long before = probe.records();
        cluster.drain(b, MINUTE);
        DrainView drained = cluster.awaitDrain(b, DrainState.DRAINED);
        long moved = probe.records();
        assertThat(drained.checkpointId()).isNotNull();
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
        expectNothingOlderAgain(probe, before, moved);
        expectCounts(1, 1, 0);
    }

    @Test
    void oneThatWasNeverUsed() throws Exception {
        String a = cluster.addTaskManager();
        assertThat(cluster.drain(a, null).state()).isEqualTo(DrainState.DRAINED);
        cluster.addTaskManager();
        cluster.run(CountingJob.endless(RARELY), 1);
        assertThat(cluster.fleet().taskManagers())
                .filteredOn(t -> t.id().equals(a))
                .extracting(FleetView.TaskManager::freeSlots)
                .containsExactly(1);
    }

    @Test
    void lostWithNowhereElseToGo() throws Exception {
        String a = cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 2);
        await().until(() -> cluster.completedCheckpoints() > 0);
        cluster.drain(a, null);
        cluster.awaitDrain(a, DrainState.DRAINED);
        cluster.awaitRunning(1);
        cluster.drain(b, null);
        cluster.loseTaskManager(b);
        assertThat(cluster.drainOf(b).state()).isEqualTo(DrainState.GONE);
        await().until(() -> cluster.fleet().job().state().equals("CREATED"));

        cluster.addTaskManager();
        cluster.awaitRunning(1);
        expectExactlyOnce(probe);
    }
}
