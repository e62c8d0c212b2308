package io.spillway.jobmanager.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.MoveSettings;
import io.spillway.settings.SettingsReader;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What comes or goes within two seconds costs one restart, with the windows as they are shipped.
 */
class CoalesceIT {

    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration APART = Duration.ofSeconds(1);

    private static FleetCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster =
                FleetCluster.start(
                        MoveSettings.read(
                                new SettingsReader(ConfigurationFile.of(new Configuration()))));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @AfterEach
    void clear() throws Exception {
        cluster.clear();
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() >= end);
    }

    private static void expectOneRestart(Probe probe) throws Exception {
        long records = probe.records();
        await().atMost(FleetCluster.PATIENCE).until(() -> probe.records() > records + 200);
        FleetView.Job job = cluster.fleet().job();
        assertThat(job.rescales()).isEqualTo(1);
        assertThat(job.plannedRescales()).isEqualTo(1);
        assertThat(job.failures()).isZero();
        assertThat(probe.wrongCounts()).isZero();
        assertThat(probe.again()).as("processed again").isZero();
    }

    @Test
    void joins() throws Exception {
        cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 1);
        probe.forgetGap();
        cluster.addTaskManager();
        long registered = System.nanoTime();
        pass(APART);
        cluster.launchTaskManager();
        cluster.awaitRunning(3);
        Duration took = Duration.ofNanos(System.nanoTime() - registered);
        expectOneRestart(probe);
        assertThat(took).as("registered to running").isLessThan(Duration.ofSeconds(6));
        assertThat(probe.longestGapMs()).isLessThan(3000);
    }

    @Test
    void drains() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        String c = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 3);
        cluster.drain(b, HALF_MINUTE);
        pass(APART);
        cluster.drain(c, HALF_MINUTE);
        cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitDrain(c, DrainState.DRAINED);
        cluster.awaitRunning(1);
        expectOneRestart(probe);
    }

    @Test
    void shutdownsAtTheSameMoment() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        String c = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 3);
        cluster.shutDown(b, HALF_MINUTE);
        pass(Duration.ofMillis(60));
        cluster.shutDown(c, HALF_MINUTE);
        DrainView first = cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitDrain(c, DrainState.DRAINED);
        cluster.awaitRunning(1);
        expectOneRestart(probe);
        assertThat(first.elapsedMs()).as("notice to drained").isLessThan(1500);
    }

    /** The slots for the restart are picked only when all tasks have ended. */
    @Test
    void aShutdownWhileTheTasksAreCancelled() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        String c = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 3);
        cluster.shutDown(b, HALF_MINUTE);
        probe.holdClosing();
        cluster.awaitDrain(b, DrainState.MOVING);
        cluster.shutDown(c, HALF_MINUTE);
        probe.letClose();
        cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitDrain(c, DrainState.DRAINED);
        cluster.awaitRunning(1);
        expectOneRestart(probe);
    }

    @Test
    void aJoinDuringADrain() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 2);
        cluster.drain(b, HALF_MINUTE);
        pass(APART);
        cluster.launchTaskManager();
        cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitRunning(2);
        expectOneRestart(probe);
    }

    @Test
    void aDrainDuringAJoin() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 2);
        cluster.addTaskManager();
        pass(APART);
        cluster.drain(b, HALF_MINUTE);
        cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitRunning(2);
        expectOneRestart(probe);
    }
}
