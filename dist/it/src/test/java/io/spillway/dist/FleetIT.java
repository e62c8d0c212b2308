package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.dist.Installation.Ended;
import io.spillway.dist.Installation.Started;
import io.spillway.localcloud.autoscaling.BusyTimeSource.BusyTime;
import io.spillway.localcloud.autoscaling.JobManagerBusyTime;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupSettings;
import io.spillway.localcloud.group.LocalGroup;
import io.spillway.localcloud.machine.LaunchTemplate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JobManager and TaskManagers as processes of their own, and what happens as they go. One
 * JobManager sees them all come and go: what it has counted before is taken off.
 */
class FleetIT {
    private static final int NOT_FOUND = 4;

    private static Installation spillway;
    private static Fleet fleet;

    @TempDir private Path directory;
    private final List<Started> agents = new ArrayList<>();

    @BeforeAll
    static void startJobManager() throws Exception {
        spillway = Installation.prepared();
        fleet = spillway.fleet();
        spillway.start(
                "jobmanager",
                "-Dspillway.scaling.publish-interval=1 s",
                "-Dspillway.scaling.window=2 s",
                "-Dspillway.scaling.settle-time=1 s",
                // Agents that are asked at once needn't be equally fast.
                "-Dspillway.drain.shutdown-coalesce-window=1 s",
                "--job-jar",
                spillway.home().resolve("examples/top-speed-windowing.jar").toString(),
                "--",
                "--discard");
    }

    @AfterAll
    static void close() {
        spillway.close();
    }

    @AfterEach
    void killTaskManagers() {
        agents.forEach(Started::killWithChildren);
        fleet.awaitInService(0);
        await().atMost(Installation.ENOUGH)
                .untilAsserted(() -> assertThat(taskManagerProcesses()).isEmpty());
    }

    @Test
    void agentsThatStopTogetherCostOneRestart() {
        startTaskManagers(3);
        JsonNode before = fleet.awaitRunning(3);

        agents.get(1).terminate();
        agents.get(2).terminate();
        // A second SIGTERM doesn't cut the drain short.
        agents.get(1).terminate();

        for (Started agent : agents.subList(1, 3)) {
            assertThat(agent.exitCode()).as(agent.output()).isZero();
        }
        JsonNode after = fleet.awaitRunning(1);
        assertThat(more("rescales", before, after)).isEqualTo(1);
        assertThat(more("failures", before, after)).isZero();
        assertThat(agents.get(1).output()).contains("DRAINING");
    }

    @Test
    void aKilledAgentTakesItsTaskManagerWithIt() {
        startTaskManagers(1);
        fleet.awaitRunning(1);
        assertThat(taskManagerProcesses()).hasSize(1);

        agents.get(0).kill();

        await().atMost(Installation.ENOUGH)
                .untilAsserted(() -> assertThat(taskManagerProcesses()).isEmpty());
        fleet.awaitInService(0);
    }

    /** Nobody says goodbye, and its slots are there until heartbeats have failed. */
    @Test
    void aMachineThatDiesCostsAtMostTwoRestarts() {
        startTaskManagers(3);
        JsonNode before = fleet.awaitRunning(3);

        agents.get(1).killWithChildren();

        JsonNode after =
                fleet.await(
                        "running without the machine, with all tasks",
                        view ->
                                view.path("job").path("state").asText().equals("RUNNING")
                                        && view.path("job")
                                                .path("lastRescale")
                                                .path("downtimeMs")
                                                .isNumber()
                                        && Fleet.job(view, "parallelism") == 2
                                        && Fleet.inService(view).size() == 2);
        assertThat(more("failures", before, after)).isBetween(1, 2);
    }

    @Test
    void drainsByCommand() {
        startTaskManagers(2);
        JsonNode before = fleet.awaitRunning(2);
        String id = Fleet.inService(fleet.awaitInService(2)).get(0);

        Ended unknown = spillway.run("drain", "no-such-taskmanager");
        assertThat(unknown.exitCode()).isEqualTo(NOT_FOUND);
        assertThat(unknown.errors().strip().lines()).hasSize(1);
        assertThat(unknown.errors()).contains("no-such-taskmanager");

        fleet.await("a signal", view -> required(view) > 0);
        explainsTheSize();
        CompletableFuture<Ended> drain =
                CompletableFuture.supplyAsync(
                        () ->
                                spillway.run(
                                        "drain",
                                        id,
                                        "--reason",
                                        "MAINTENANCE",
                                        "--wait",
                                        "--json"));
        List<Integer> requiredMeanwhile = watchSignalUntilDone(drain);
        Ended drained = drain.join();
        assertThat(drained.errors()).isEmpty();
        assertThat(drained.exitCode()).isZero();
        assertThat(drained.output()).contains("DRAINED", "MAINTENANCE", id);
        assertThat(requiredMeanwhile).isNotEmpty().allMatch(required -> required > 0);
        JsonNode after = fleet.awaitRunning(1);
        assertThat(Fleet.inService(after)).doesNotContain(id);
        assertThat(more("failures", before, after)).isZero();
    }

    /** What the signal says while the job moves; 0 for a dip. */
    private List<Integer> watchSignalUntilDone(Future<?> move) {
        List<Integer> seen = new ArrayList<>();
        while (!move.isDone()) {
            JsonNode view = fleet.get("/fleet");
            if (view.has("signal")) {
                seen.add(required(view));
            }
        }
        return seen;
    }

    private static int required(JsonNode view) {
        return view.path("signal").path("requiredTaskManagers").asInt(0);
    }

    private void explainsTheSize() {
        // While the job restarts nothing is measured, and so no vertex is marked.
        Ended explained =
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(200))
                        .atMost(Installation.ENOUGH)
                        .until(() -> spillway.run("explain"), FleetIT::marksAVertex);
        assertThat(explained.errors()).isEmpty();
        assertThat(explained.exitCode()).isZero();
        assertThat(explained.output()).contains("TaskManager", "VERTEX");
        assertThat(explained.output().lines()).allMatch(line -> line.length() <= 80);
    }

    private static boolean marksAVertex(Ended explained) {
        return explained.output().lines().anyMatch(line -> line.startsWith("> "));
    }

    @Test
    void aLocalGroupGrowsShrinksAndTellsHowBusyTheJobIs() {
        List<GroupEvent> events = new CopyOnWriteArrayList<>();
        LaunchTemplate template =
                new LaunchTemplate(
                        spillway.home(),
                        spillway.configDir(),
                        Map.of(),
                        Map.of("SPILLWAY_CLASS_PATH", spillway.connectors().toString()),
                        directory.resolve("vms"));
        try (LocalGroup group = LocalGroup.ofProcesses(GroupSettings.of(0, 5, 2), template)) {
            group.addListener(events::add);
            group.start();
            JsonNode before = fleet.awaitRunning(2);
            assertThat(Fleet.inService(fleet.awaitInService(2)))
                    .containsExactlyInAnyOrder("local-0001", "local-0002");

            JobManagerBusyTime busyTime =
                    new JobManagerBusyTime(
                            URI.create(spillway.jobManager()), Duration.ofSeconds(10));
            Optional<BusyTime> reading =
                    await().atMost(Installation.ENOUGH).until(busyTime::read, Optional::isPresent);
            assertThat(reading.orElseThrow().parallelism()).isEqualTo(2);

            group.setDesired(1);
            fleet.awaitInService(1);
            JsonNode after = fleet.awaitRunning(1);
            assertThat(more("failures", before, after)).isZero();
            await().atMost(Installation.ENOUGH).until(() -> group.members().size() == 1);
        }
        assertThat(events)
                .extracting(GroupEvent::kind)
                .contains(GroupEvent.Kind.STOPPED)
                .doesNotContain(GroupEvent.Kind.DIED);
    }

    /** How much of it there was between two looks at the job. */
    private static int more(String counted, JsonNode before, JsonNode after) {
        return Fleet.job(after, counted) - Fleet.job(before, counted);
    }

    private void startTaskManagers(int number) {
        for (int i = 0; i < number; i++) {
            agents.add(spillway.start("taskmanager"));
        }
    }

    private static List<String> taskManagerProcesses() {
        return spillway.processes().stream()
                .filter(line -> line.contains("io.spillway.agent.taskmanager.TaskManagerMain"))
                .toList();
    }
}
