package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.demo.load.LoadProfile;
import io.spillway.demo.load.SineLoad;
import io.spillway.demo.verify.OutputWatch;
import io.spillway.dist.Installation;
import io.spillway.dist.localgroup.GroupEndpoint;
import io.spillway.dist.localgroup.GroupEndpoint.Fault;
import io.spillway.dist.localgroup.LocalGroupPlugin;
import io.spillway.dist.localgroup.LocalGroupProvider;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupEvent.Kind;
import io.spillway.localcloud.group.GroupMember;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JobManager makes a group smaller that has no hook for drains: five machines of seven go, with
 * one restart, while the group refuses the first removal and loses its answer to the next; and each
 * record has been counted exactly once.
 */
class ScaleInIT {
    private static final int MINIMUM = 2;
    private static final int MACHINES = 7;

    /** A tenth of what one machine takes: also where many other processes slow it down. */
    private static final LoadProfile LITTLE = new SineLoad(50, 200, 60);

    private static final Duration ENOUGH = Duration.ofMinutes(4);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The logs stay when it fails. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final List<GroupEvent> events = new CopyOnWriteArrayList<>();
    private final Set<String> reasons = new HashSet<>();
    private ChaosFleet fleet;
    private JsonNode view;

    @Test
    void fiveMachinesGoWithOneRestart() throws Exception {
        try (Installation installation = Installation.prepared();
                GroupEndpoint endpoint = new GroupEndpoint(() -> fleet.group());
                ChaosFleet started =
                        new ChaosFleet(
                                installation.home(),
                                directory.resolve("work"),
                                new ChaosFleet.Size(MINIMUM, MACHINES, MACHINES),
                                settings(endpoint),
                                line -> {})) {
            installation.addPlugin(
                    LocalGroupProvider.NAME,
                    LocalGroupPlugin.writeTo(directory.resolve("group.jar")));
            fleet = started;
            fleet.start();
            fleet.group().addListener(events::add);
            try (WatchedLoad load = new WatchedLoad(fleet, 1, LITTLE)) {
                await("all machines are in use", () -> parallelism() == MACHINES);
                load.start();
                await("so few are needed", () -> stabilized() <= MINIMUM);
                int restarts = job("plannedRescales");
                endpoint.next(Fault.REFUSED, Fault.REPLY_LOST);
                fleet.group().members().forEach(m -> fleet.group().joined(m.id()));

                await(
                        "five machines are gone",
                        () -> fleet.group().members().size() == MINIMUM && isDone());
                await("the job runs on what stays", () -> parallelism() == MINIMUM);

                assertThat(job("plannedRescales") - restarts).as("%s", view).isEqualTo(1);
                assertThat(job("failures")).as("%s", view).isZero();
                OutputWatch.Verdict verdict =
                        load.finish(ENOUGH, () -> assertThat(fleet.isJobManagerAlive()).isTrue());
                load.assertCountedOnce(verdict, "see " + directory);
            }
            expectThatNoOtherWasTouched(endpoint.removals());
            assertThat(reasons).contains("SCALE_IN");
        }
    }

    private static Map<String, Object> settings(GroupEndpoint endpoint) {
        return Map.of(
                "spillway.cloud", LocalGroupProvider.NAME,
                "spillway.scale-in.group", endpoint.address().toString(),
                "spillway.scale-in.stabilization-window", "5 s",
                "spillway.scaling.publish-interval", "1 s",
                "spillway.scaling.window", "2 s",
                // What the restart does to the rates doesn't matter here.
                "spillway.scaling.settle-time", "5 s",
                "spillway.scaling.target-utilization", "1.0",
                "spillway.scaling.catch-up-time", "1 d");
    }

    private void expectThatNoOtherWasTouched(List<Set<String>> removals) {
        assertThat(new HashSet<>(removals)).hasSize(1);
        assertThat(removals).hasSizeGreaterThan(1).first().satisfies(r -> assertThat(r).hasSize(5));
        assertThat(events)
                .filteredOn(e -> e.kind() == Kind.STOPPED)
                .extracting(GroupEvent::vm)
                .containsExactlyInAnyOrderElementsOf(removals.get(0));
        assertThat(events)
                .extracting(GroupEvent::kind)
                .doesNotContain(Kind.LAUNCHED, Kind.DIED, Kind.KILLED);
        assertThat(events).allSatisfy(e -> assertThat(e.desired()).isGreaterThanOrEqualTo(MINIMUM));
        assertThat(fleet.group().members())
                .extracting(GroupMember::state)
                .containsOnly(GroupMember.State.IN_SERVICE);
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + ENOUGH.toNanos();
        do {
            assertThat(System.nanoTime() - deadline).as("not: " + what + "; " + view).isNegative();
            LockSupport.parkNanos(LOOK_NANOS);
            view = fleet.fleet();
            view.path("taskManagers")
                    .forEach(t -> reasons.add(t.path("notice").path("kind").asText()));
        } while (!condition.getAsBoolean());
    }

    private int parallelism() {
        return view.path("job").path("state").asText().equals("RUNNING") ? job("parallelism") : 0;
    }

    private int job(String field) {
        return view.path("job").path(field).asInt();
    }

    /** What is needed, once that is known. */
    private int stabilized() {
        return view.path("scaleIn").path("stabilizedTaskManagers").asInt(Integer.MAX_VALUE);
    }

    private boolean isDone() {
        JsonNode scaleIn = view.path("scaleIn");
        List<String> left = new ArrayList<>();
        scaleIn.path("taskManagers").forEach(t -> left.add(t.asText()));
        return scaleIn.path("removed").asInt() == MACHINES - MINIMUM && left.isEmpty();
    }
}
