package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.measure.SocketOutput;
import io.spillway.localcloud.gcp.GcpSettings;
import io.spillway.localcloud.gcp.LocalGcp;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.InstanceTemplate;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.gcp.compute.VmInstance;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tarball's agent and JobManager on the local Google Cloud, by the plugin and its clients. */
class GcpFleetIT {
    private static final String GROUP = "workers";
    private static final String ACCOUNT = "spillway@local-project.iam.gserviceaccount.com";
    private static final int KEYS = 50;
    private static final int RECORDS_PER_SECOND = 500;

    /** Longer than a drain takes: it is the metadata that tell, before the power button does. */
    private static final Duration NOTICE = Duration.ofSeconds(5);

    @Test
    void aPreemptedVmDrainsBeforeItsShutdownAndNoRecordIsCountedTwice(@TempDir Path directory)
            throws Exception {
        try (Installation spillway = Installation.prepared();
                Processes machines = new Processes(new ProcessVmLauncher());
                SocketOutput output =
                        new SocketOutput(KEYS, RECORDS_PER_SECOND, 0, Clock.systemUTC());
                LocalGcp gcp =
                        LocalGcp.start(GcpSettings.in(directory.resolve("machines")), machines)) {
            gcp.machineEnvironment("jobmanager", ACCOUNT).forEach(spillway::setEnvironment);
            spillway.start(
                    "jobmanager",
                    "-Dspillway.cloud=gcp",
                    "-Dspillway.gcp.monitoring.endpoint=" + gcp.monitoring().address(),
                    "-Dspillway.gcp.compute.endpoint=" + gcp.computeApi().address(),
                    "-Dspillway.metric-sink.group=" + GROUP,
                    "-Dspillway.metric-sink.job=counts",
                    "-Dspillway.scaling.publish-interval=1 s",
                    "-Dspillway.scaling.window=2 s",
                    "-Dspillway.scaling.settle-time=1 s",
                    "--job-jar",
                    spillway.home().resolve("examples/sequences.jar").toString(),
                    "--",
                    "--observer-port",
                    Integer.toString(output.port()),
                    "--keys",
                    Integer.toString(KEYS),
                    "--records-per-second",
                    Integer.toString(RECORDS_PER_SECOND));
            ManagedInstanceGroup group =
                    gcp.createGroup(
                            GroupSpec.zonal(
                                    GROUP,
                                    gcp.settings().zones().get(0),
                                    2,
                                    InstanceTemplate.of(
                                                    GROUP, ACCOUNT, Boot.userData(script(spillway)))
                                            .withPreemptionNotice(NOTICE)));
            Fleet fleet = spillway.fleet();
            fleet.awaitRunning(2);
            assertThat(Fleet.inService(fleet.awaitInService(2)))
                    .containsExactlyInAnyOrderElementsOf(ids(group));
            await("output", directory, () -> output.flows(2, Duration.ZERO));
            await("a metric", directory, () -> !gcp.metrics().ids().isEmpty());

            String preempted = ids(group).get(0);
            VmInstance vm = gcp.instance(preempted).orElseThrow();
            gcp.preempt(preempted);
            await("ended", directory, () -> vm.state() == VmInstance.State.TERMINATED);
            assertThat(vm.wasCut()).as("its power was cut").isFalse();
            assertThat(log(vm))
                    .contains("PREEMPTION by instance/preempted", "DRAINING -> RELEASED");

            await("made anew", directory, () -> ids(group).size() == 2);
            JsonNode after = fleet.awaitRunning(2);
            assertThat(Fleet.job(after, "failures")).isZero();
            output.forgetTimes();
            await("output again", directory, () -> output.flows(2, Duration.ZERO));
            assertThat(output.lost()).hasValue(0);
            assertThat(output.miscounted()).hasValue(0);
            assertThat(output.repeated()).isZero();
        }
    }

    private static String script(Installation spillway) {
        return """
                #!/bin/bash
                export JAVA_HOME='%s' SPILLWAY_CLASS_PATH='%s'
                exec '%s/bin/spillway' taskmanager -Dspillway.cloud=gcp
                """
                .formatted(System.getProperty("java.home"), spillway.connectors(), spillway.home());
    }

    private static List<String> ids(ManagedInstanceGroup group) {
        return group.instances().stream()
                .filter(each -> each.state() == GroupMember.State.IN_SERVICE)
                .map(GroupMember::id)
                .toList();
    }

    private static String log(VmInstance vm) throws IOException {
        return everything(vm.directory(), "agent.log") + everything(vm.directory(), "console.log");
    }

    private static String everything(Path directory, String name) throws IOException {
        StringBuilder told = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(name)).toList()) {
                told.append(file).append(":\n").append(Files.readString(file));
            }
        }
        return told.toString();
    }

    private static void await(String what, Path directory, Callable<Boolean> condition)
            throws IOException {
        try {
            Awaitility.await().atMost(Installation.ENOUGH).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "not " + what + ":\n" + everything(directory.resolve("machines"), ".log"), e);
        }
    }
}
