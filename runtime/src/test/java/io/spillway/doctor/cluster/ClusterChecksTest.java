package io.spillway.doctor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.doctor.cluster.DrainTimeCheck.Notice;
import io.spillway.restapi.CheckpointTimes;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.FleetView.Cause;
import io.spillway.restapi.HttpJobManagerClient;
import io.spillway.restapi.JobManagerEndpoint;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.MoveSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import io.spillway.testing.FakeFleetServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterChecksTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeFleetServer server = new FakeFleetServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aJobManagerThatDrainsIsWell() throws Exception {
        assertThat(jobManager("2.3.0"))
                .isEqualTo(Finding.ok(server.uri() + ": Spillway on Flink 2.3.0"));
    }

    @Test
    void anotherVersionFails() throws Exception {
        assertThat(jobManager("2.3.1"))
                .extracting(Finding::level, Finding::found)
                .containsExactly(
                        Level.FAILURE,
                        server.uri() + ": Spillway on Flink 2.3.0, here it is Flink 2.3.1");
    }

    @Test
    void aStockJobManagerIsAWarning() throws Exception {
        server.jobManager.ours = false;
        assertThat(jobManager("2.3.0").level()).isEqualTo(Level.WARNING);
        assertThat(job().level()).isEqualTo(Level.SKIPPED);
    }

    @Test
    void aJobManagerThatIsAwayFailsOnceAndOthersDontRepeatIt() throws Exception {
        server.close();
        assertThat(jobManager("2.3.0").level()).isEqualTo(Level.FAILURE);
        assertThat(job()).isEqualTo(Finding.skipped("the JobManager doesn't answer"));
        assertThat(drain()).isEqualTo(Finding.skipped("the JobManager doesn't answer"));
    }

    @Test
    void anotherServerAtItsAddressFails() {
        server.garbage = "<html>";
        assertThat(jobManager("2.3.0").found()).contains("something that no JobManager says");
    }

    @Test
    void anAddressThatIsntSetIsToldAsASetting() throws Exception {
        Cluster cluster =
                new Cluster(
                        () -> {
                            throw new InvalidSettingsException("rest.address: not set");
                        },
                        settings());
        Finding finding = new JobManagerCheck(cluster, Set.of(), "2.3.0").run(LIMIT);
        assertThat(finding.found()).isEqualTo("rest.address: not set");
        assertThat(finding.fix()).get().asString().contains("--jobmanager URL");
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, 0, OK",
        "RUNNING, 3, WARNING",
        "RESTARTING, 0, WARNING",
        "FAILED, 1, FAILURE"
    })
    void theJobShouldRun(String state, int failures, Level level) {
        server.jobManager.registered.put("i-1", 2);
        server.jobManager.job = job(state, failures, null);
        Finding finding = job();
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.found())
                .startsWith("sine: " + state + ", parallelism 2, 1 TaskManager in service");
    }

    @Test
    void noJobIsAWarning() {
        assertThat(job().level()).isEqualTo(Level.WARNING);
    }

    @Test
    void aDrainIsWhatCheckpointsAndMovesTook() {
        running(1_000, 1_500);
        server.jobManager.job = job("RUNNING", 0, 500L);
        // 2 s of the coalesce window, 1.5 s of the longest checkpoint, 0.5 s of the last move.
        assertThat(drain())
                .isEqualTo(
                        Finding.ok(
                                "4 s (2 s for others, checkpoint 1.5 s at most, move 500 ms) of 27 s after SIGTERM, 1 min 57 s after the notice of aws"));
    }

    @ParameterizedTest
    @CsvSource({"9000, OK", "12000, WARNING", "24000, FAILURE"})
    void aDrainMustFitIntoTheShortestNotice(long checkpointMs, Level level) {
        running(50, checkpointMs);
        Finding finding = drain();
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.found()).contains("move 2 s as a rule");
        assertThat(finding.fix().isPresent()).isEqualTo(level != Level.OK);
    }

    @Test
    void withoutACheckpointNobodyKnows() {
        assertThat(drain()).isEqualTo(Finding.skipped("no job has completed a checkpoint yet"));
        server.jobManager.jobs.add("a-job");
        assertThat(drain()).isEqualTo(Finding.skipped("no job has completed a checkpoint yet"));
        assertThat(cluster().drainDuration()).isEmpty();
    }

    private void running(long lastMs, long longestMs) {
        server.jobManager.jobs.add("a-job");
        server.jobManager.checkpointTimes =
                new CheckpointTimes(Duration.ofMillis(lastMs), Duration.ofMillis(longestMs));
    }

    private static FleetView.Job job(String state, int failures, Long downtimeMs) {
        FleetView.Rescale rescale =
                downtimeMs == null
                        ? null
                        : new FleetView.Rescale(
                                Cause.DRAIN, true, 2, 1, 7L, downtimeMs, null, 60_000);
        return new FleetView.Job("a-job", "sine", state, 2, 1, 1, failures, rescale);
    }

    private Finding jobManager(String ownVersion) {
        try {
            return new JobManagerCheck(cluster(), Set.of(), ownVersion).run(LIMIT);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aGroupWhosePolicyTakesMachinesAwayAsWellIsAFailureWithTheFix() {
        assertThat(scaleIn().level()).isEqualTo(Level.SKIPPED);
        server.jobManager.groupScalesIn();

        assertThat(scaleIn().level()).isEqualTo(Level.FAILURE);
        assertThat(scaleIn().found()).isEqualTo("workers: Its policy may scale in.");
        assertThat(scaleIn().fix().orElseThrow()).contains("ONLY_SCALE_OUT");

        server.jobManager.reachable = false;
        assertThat(scaleIn().level()).isEqualTo(Level.SKIPPED);
    }

    private Finding scaleIn() {
        return new ScaleInCheck(cluster()).run(LIMIT);
    }

    private Finding job() {
        return new JobCheck(cluster()).run(LIMIT);
    }

    private Finding drain() {
        return new DrainTimeCheck(
                        cluster(),
                        Duration.ofSeconds(30),
                        Optional.of(new Notice("aws", Duration.ofMinutes(2))),
                        Duration.ofSeconds(3))
                .run(LIMIT);
    }

    private Cluster cluster() {
        JobManagerEndpoint endpoint =
                JobManagerEndpoint.read(reader(), Optional.of(server.uri().toString()), Map.of());
        return new Cluster(() -> new HttpJobManagerClient(endpoint), settings());
    }

    private static MoveSettings settings() {
        return MoveSettings.read(reader());
    }

    private static SettingsReader reader() {
        return new SettingsReader(ConfigurationFile.of(new Configuration()));
    }
}
