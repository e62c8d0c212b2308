package io.spillway.jobmanager.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.restapi.DrainState;
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

    /** For what comes or goes, and for SIGTERM, as they are shipped. */
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private static final Duration SHUTDOWN_WINDOW = Duration.ofMillis(150);

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

    /** How often a scenario is tried. */
    private static final int ATTEMPTS = 5;

    /** Answers whether all of it happened within the window that it is about. */
    @FunctionalInterface
    private interface Scenario {
        boolean happens() throws Exception;
    }

    /**
     * Until it happens in time: on a machine that is too busy for it, it proves nothing. It fails
     * where it never does, and by what it asserts.
     */
    private static void inTime(Scenario scenario) throws Exception {
        for (int attempt = 1; !scenario.happens(); attempt++) {
            assertThat(attempt).as("attempts, all of them too slow").isLessThan(ATTEMPTS);
            cluster.clear();
        }
    }

    private static boolean within(Duration window, long sinceNanos) {
        return System.nanoTime() - sinceNanos < window.toNanos();
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
        inTime(
                () -> {
                    cluster.addTaskManager();
                    Probe probe = cluster.run(CountingJob.endless(INTERVAL), 1);
                    long begun = System.nanoTime();
                    cluster.addTaskManager();
                    pass(APART);
                    cluster.addTaskManager();
                    boolean inTime = within(WINDOW, begun);
                    cluster.awaitRunning(3);
                    if (inTime) {
                        expectOneRestart(probe);
                    }
                    return inTime;
                });
    }

    @Test
    void drains() throws Exception {
        inTime(
                () -> {
                    cluster.addTaskManager();
                    String b = cluster.addTaskManager();
                    String c = cluster.addTaskManager();
                    Probe probe = cluster.run(CountingJob.endless(INTERVAL), 3);
                    long begun = System.nanoTime();
                    cluster.drain(b, HALF_MINUTE);
                    pass(APART);
                    cluster.drain(c, HALF_MINUTE);
                    return moves(probe, within(WINDOW, begun), b, c);
                });
    }

    /** They don't wait for the others' window, but that is longer than a restart takes. */
    @Test
    void shutdownsAtTheSameMoment() throws Exception {
        inTime(
                () -> {
                    cluster.addTaskManager();
                    String b = cluster.addTaskManager();
                    String c = cluster.addTaskManager();
                    Probe probe = cluster.run(CountingJob.endless(INTERVAL), 3);
                    long begun = System.nanoTime();
                    cluster.shutDown(b, HALF_MINUTE);
                    pass(Duration.ofMillis(60));
                    cluster.shutDown(c, HALF_MINUTE);
                    return moves(probe, within(SHUTDOWN_WINDOW, begun), b, c)
                            && cluster.drainOf(b).elapsedMs() < WINDOW.toMillis();
                });
    }

    /** Waits for the move away from both; if they were in time it was one. */
    private static boolean moves(Probe probe, boolean inTime, String b, String c) throws Exception {
        cluster.awaitDrain(b, DrainState.DRAINED);
        cluster.awaitDrain(c, DrainState.DRAINED);
        cluster.awaitRunning(1);
        if (inTime) {
            expectOneRestart(probe);
        }
        return inTime;
    }

    /** The slots for the restart are picked only when all tasks have ended. */
    @Test
    void aShutdownWhileTheTasksAreCancelled() throws Exception {
        cluster.addTaskManager();
        String b = cluster.addTaskManager();
        String c = cluster.addTaskManager();
        Probe probe = cluster.run(CountingJob.endless(INTERVAL), 3);
        probe.holdClosing();
        cluster.shutDown(b, HALF_MINUTE);
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
        inTime(
                () -> {
                    cluster.addTaskManager();
                    String b = cluster.addTaskManager();
                    Probe probe = cluster.run(CountingJob.endless(INTERVAL), 2);
                    long begun = System.nanoTime();
                    cluster.drain(b, HALF_MINUTE);
                    pass(APART);
                    cluster.addTaskManager();
                    boolean inTime = within(WINDOW, begun);
                    cluster.awaitDrain(b, DrainState.DRAINED);
                    cluster.awaitRunning(2);
                    if (inTime) {
                        expectOneRestart(probe);
                    }
                    return inTime;
                });
    }

    @Test
    void aDrainDuringAJoin() throws Exception {
        inTime(
                () -> {
                    cluster.addTaskManager();
                    String b = cluster.addTaskManager();
                    Probe probe = cluster.run(CountingJob.endless(INTERVAL), 2);
                    long begun = System.nanoTime();
                    cluster.addTaskManager();
                    pass(APART);
                    cluster.drain(b, HALF_MINUTE);
                    boolean inTime = within(WINDOW, begun);
                    cluster.awaitDrain(b, DrainState.DRAINED);
                    cluster.awaitRunning(2);
                    if (inTime) {
                        expectOneRestart(probe);
                    }
                    return inTime;
                });
    }
}
