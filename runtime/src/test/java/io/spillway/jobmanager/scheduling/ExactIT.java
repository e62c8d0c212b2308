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
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves that process nothing again, and what happens when one is disturbed halfway. */
class ExactIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * Long enough for what disturbs a move after the stop: on a busy machine a request may take
     * seconds, and a job that has stood still for so long has moved without it.
     */
    private static final Duration STANDSTILL = Duration.ofSeconds(10);

    private static FleetCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster =
                FleetCluster.start(
                        new MoveSettings(
                                Duration.ofMillis(100),
                                Duration.ofMillis(100),
                                Duration.ofMillis(100),
                                Duration.ofMillis(100),
                                Duration.ZERO,
                                Duration.ofSeconds(1),
                                Duration.ofMillis(200),
                                3,
                                true,
                                STANDSTILL));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @AfterEach
    void clear() throws Exception {
        cluster.clear();
    }

    private static void expectProgress(Probe probe) {
        long records = probe.records();
        await().atMost(FleetCluster.PATIENCE).until(() -> probe.records() > records + 200);
        assertThat(probe.wrongCounts()).as("counted twice or not at all").isZero();
    }

    private static void expectMoves(int planned) throws Exception {
        FleetView.Job job = cluster.fleet().job();
        assertThat(new int[] {job.plannedRescales(), job.failures()})
                .as("planned rescales, failures")
                .containsExactly(planned, 0);
    }

    /** A drain, then a join: each processes nothing again. */
    private static void expectExactMoves(CountingJob job) throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(job.graph(), 2);
        cluster.drain(b, MINUTE);
        DrainView drained = cluster.awaitDrain(b, DrainState.DRAINED);
        assertThat(drained.checkpointId()).isNotNull();
        cluster.awaitRunning(1);
        expectProgress(probe);
        assertThat(probe.again()).as("processed again by the drain").isZero();
        cluster.loseTaskManager(b);

        cluster.addTaskManager();
        cluster.awaitRunning(2);
        expectProgress(probe);
        assertThat(probe.again()).as("processed again by the join").isZero();
        expectMoves(2);
    }

    @Test
    void heapStateWithoutWatermarks() throws Exception {
        expectExactMoves(CountingJob.job());
    }

    @Test
    void withPeriodicCheckpointsInBetween() throws Exception {
        expectExactMoves(CountingJob.job().checkpointedEvery(Duration.ofMillis(50)));
    }

    @Test
    void jobWithoutCheckpoints() throws Exception {
        expectExactMoves(CountingJob.job().checkpointedEvery(null));
    }

    @Test
    void rocksDbWithWatermarksAndSeveralSources(@TempDir Path checkpoints) throws Exception {
        expectExactMoves(CountingJob.job().onRocksDb(checkpoints).withWatermarks().withSources(3));
    }

    @Test
    void unalignedCheckpoints() throws Exception {
        expectExactMoves(CountingJob.job().unaligned(Duration.ofMillis(2)));
    }

    @Test
    void replacementThatIsThereBefore() throws Exception {
        String a = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.job().graph(), 1);
        cluster.drain(a, MINUTE);
        cluster.addTaskManager();
        cluster.awaitDrain(a, DrainState.DRAINED);
        cluster.awaitRunning(1);
        expectProgress(probe);
        assertThat(probe.again()).isZero();
        expectMoves(1);
    }

    @Test
    void unionListStateIsMovedWithAFewRecordsAgain() throws Exception {
        cluster.addTaskManager();
        cluster.addTaskManager();
        String c = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.job().withUnionListState().graph(), 3);
        cluster.drain(c, MINUTE);
        assertThat(cluster.awaitDrain(c, DrainState.DRAINED).checkpointId()).isNotNull();
        cluster.awaitRunning(2);
        expectProgress(probe);
        assertThat(probe.again()).isLessThan(100);
        expectMoves(1);
    }

    @Test
    void aSourceThatCannotBeStoppedIsMovedTheOrdinaryWay() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.job().withLegacySource().graph(), 2);
        probe.holdSnapshots();
        cluster.drain(b, MINUTE);
        await().atMost(FleetCluster.PATIENCE).until(() -> probe.held() == 2);
        assertThat(cluster.cancel(b).state()).isEqualTo(DrainState.CANCELLED);
        probe.letSnapshotsPass();
        expectProgress(probe);
        expectMoves(0);

        cluster.drain(b, MINUTE);
        cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitRunning(1);
        expectProgress(probe);
        expectMoves(1);
    }

    /**
     * One that is stuck, so that another would come too late if it waited for it. The job's latest
     * one has taken a second; so the move's has to begin 1.5 s before it must leave.
     */
    @Test
    void aCheckpointInProgressMakesWay() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.job().graph(), 2);
        probe.holdSnapshots();
        CompletableFuture<Long> slow = checkpoint();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> probe.held() == 2);
        probe.letSnapshotsPass();
        slow.get();

        probe.holdSnapshots();
        CompletableFuture<Long> stuck = checkpoint();
        await().atMost(FleetCluster.PATIENCE).until(() -> probe.held() == 4);
        cluster.drain(b, Duration.ofSeconds(5));
        await().atMost(FleetCluster.PATIENCE).until(stuck::isDone);
        probe.letSnapshotsPass();

        assertThat(stuck).isCompletedExceptionally();
        assertThat(cluster.awaitDrain(b, DrainState.DRAINED).checkpointId()).isNotNull();
        cluster.awaitRunning(1);
        expectProgress(probe);
        assertThat(probe.again()).isZero();
        expectMoves(1);
    }

    /** It stops the sources, as any does that begins then: the job doesn't stand still for two. */
    @Test
    void aCheckpointThatWasInTheQueueBeforeIsTheLast() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.job().graph(), 2);
        checkpoint().get();
        probe.holdSnapshots();
        CompletableFuture<Long> inProgress = checkpoint();
        await().atMost(FleetCluster.PATIENCE).until(() -> probe.held() == 2);
        CompletableFuture<Long> queued = checkpoint();
        cluster.drain(b, MINUTE);
        cluster.awaitDrain(b, DrainState.CHECKPOINTING);
        probe.letSnapshotsPass();

        DrainView drained = cluster.awaitDrain(b, DrainState.DRAINED);
        assertThat(inProgress).isCompleted();
        assertThat(queued).isCompletedWithValue(drained.checkpointId());
        cluster.awaitRunning(1);
        expectProgress(probe);
        assertThat(probe.again()).isZero();
        expectMoves(1);
    }

    private static CompletableFuture<Long> checkpoint() {
        return cluster.flink().triggerCheckpoint(cluster.job(), CheckpointType.CONFIGURED);
    }

    // Disturbed after the sources have stopped ------------------------------------------------

    /**
     * A job on two TaskManagers, of which {@code b} is drained: the barriers have passed the
     * sources, which have stopped, and the checkpoint is held.
     */
    private record Halted(Probe probe, String a, String b) {}

    private static Halted halt(Duration timeLeft) throws Exception {
        String a = cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.job().graph(), 2);
        // The first move would take a forerunner, which would be held instead.
        cluster.flink().triggerCheckpoint(cluster.job(), CheckpointType.CONFIGURED).get();
        probe.holdSnapshots();
        cluster.drain(b, timeLeft);
        await().atMost(FleetCluster.PATIENCE).until(() -> probe.held() == 2);
        return new Halted(probe, a, b);
    }

    @Test
    void theCheckpointFailsAfterTheStop() throws Exception {
        Halted job = halt(MINUTE);
        job.probe().failWrites(1);
        job.probe().letSnapshotsPass();
        assertThat(cluster.awaitDrain(job.b(), DrainState.DRAINED).checkpointId()).isNull();
        cluster.awaitRunning(1);
        expectProgress(job.probe());
        expectMoves(1);
    }

    @Test
    void theCheckpointHangsAfterTheStop() throws Exception {
        Halted job = halt(MINUTE);
        cluster.awaitMoving(job.b());
        job.probe().letSnapshotsPass();
        DrainView drained = cluster.awaitDrain(job.b(), DrainState.DRAINED);
        assertThat(drained.checkpointId()).isNull();
        assertThat(drained.elapsedMs()).isGreaterThanOrEqualTo(STANDSTILL.toMillis());
        cluster.awaitRunning(1);
        expectProgress(job.probe());
        expectMoves(1);
    }

    @Test
    void theDrainIsCancelledAfterTheStop() throws Exception {
        Halted job = halt(MINUTE);
        assertThat(cluster.cancel(job.b()).state()).isEqualTo(DrainState.CANCELLED);
        job.probe().letSnapshotsPass();
        await().atMost(FleetCluster.PATIENCE)
                .until(() -> cluster.fleet().job().plannedRescales() == 1);
        cluster.awaitRunning(2);
        expectProgress(job.probe());
        assertThat(job.probe().again()).isZero();
        expectMoves(1);
    }

    @Test
    void theDeadlineComesAfterTheStop() throws Exception {
        Halted job = halt(Duration.ofSeconds(3));
        cluster.awaitMoving(job.b());
        job.probe().letSnapshotsPass();
        assertThat(cluster.awaitDrain(job.b(), DrainState.DRAINED).checkpointId()).isNull();
        cluster.awaitRunning(1);
        expectProgress(job.probe());
        expectMoves(1);
    }

    @Test
    void theTaskManagerIsLostAfterTheStop() throws Exception {
        Halted job = halt(MINUTE);
        cluster.loseTaskManager(job.b());
        job.probe().letSnapshotsPass();
        cluster.awaitDrain(job.b(), DrainState.GONE);
        cluster.awaitRunning(1);
        expectProgress(job.probe());
    }

    @Test
    void theOtherTaskManagerIsDrainedAfterTheStop() throws Exception {
        Halted job = halt(MINUTE);
        cluster.drain(job.a(), null);
        job.probe().letSnapshotsPass();
        await().atMost(FleetCluster.PATIENCE)
                .until(() -> cluster.fleet().job().plannedRescales() == 1);
        cluster.awaitRunning(2);
        expectProgress(job.probe());
        assertThat(job.probe().again()).isZero();
        assertThat(cluster.drainOf(job.a()).state()).isEqualTo(DrainState.ACCEPTED);

        cluster.addTaskManager();
        cluster.awaitDrain(job.a(), DrainState.DRAINED);
        cluster.awaitDrain(job.b(), DrainState.DRAINED);
        cluster.awaitRunning(1);
        expectProgress(job.probe());
        assertThat(job.probe().again()).isZero();
        expectMoves(2);
    }

    @Test
    void aSavepointThatStopsTheJobWaitsForTheMove(@TempDir Path savepoints) throws Exception {
        Halted job = halt(MINUTE);
        CompletableFuture<String> savepoint =
                cluster.flink()
                        .stopWithSavepoint(
                                cluster.job(),
                                savepoints.toString(),
                                false,
                                SavepointFormatType.CANONICAL);
        job.probe().letSnapshotsPass();
        cluster.awaitDrain(job.b(), DrainState.DRAINED);
        assertThat(savepoint.get()).isNotEmpty();
        await().atMost(FleetCluster.PATIENCE)
                .until(
                        () ->
                                cluster.flink().getJobStatus(cluster.job()).get()
                                        == JobStatus.FINISHED);
        assertThat(job.probe().again()).isZero();
        expectMoves(1);
    }
}
