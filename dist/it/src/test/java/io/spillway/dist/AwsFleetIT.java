package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.HookOutcome;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.localcloud.aws.cloudwatch.MetricId;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tarball's agent and JobManager on the local cloud's AWS, by the plugin and its SDK. */
class AwsFleetIT {
    private static final String GROUP = "workers";

    @Test
    void instancesJoinAndAreScaledInThroughTheirHooks(@TempDir Path directory) throws Exception {
        try (Installation spillway = Installation.prepared();
                Processes machines = new Processes(new ProcessVmLauncher());
                LocalAws aws =
                        LocalAws.start(AwsSettings.in(directory.resolve("machines")), machines)) {
            aws.machineEnvironment("jobmanager").forEach(spillway::setEnvironment);
            spillway.start(
                    "jobmanager",
                    "-Dspillway.cloud=aws",
                    "-Dspillway.metric-sink.group=" + GROUP,
                    "-Dspillway.metric-sink.job=cars",
                    "-Dspillway.scaling.publish-interval=1 s",
                    "-Dspillway.scaling.window=2 s",
                    "-Dspillway.scaling.settle-time=1 s",
                    "--job-jar",
                    spillway.home().resolve("examples/top-speed-windowing.jar").toString(),
                    "--",
                    "--discard");
            AutoScalingGroup group = aws.createGroup(spec(spillway));
            Fleet fleet = spillway.fleet();
            fleet.awaitRunning(2);
            await("both in service", directory, () -> inService(group).size() == 2);
            // A boot that takes long is told to the hook meanwhile.
            Map<String, Integer> calls = new TreeMap<>(aws.autoScaling().counts());
            calls.remove("RecordLifecycleActionHeartbeat");
            assertThat(calls)
                    .isEqualTo(Map.of("DescribeLifecycleHooks", 2, "CompleteLifecycleAction", 2));
            MetricId metric =
                    new MetricId(
                            "Spillway",
                            "RequiredCapacityPercent",
                            Map.of("Group", GROUP, "Job", "cars"));
            await("a metric", directory, () -> aws.metrics().metrics().contains(metric));

            group.setDesiredCapacity(1);
            await("scaled in", directory, () -> !terminations(group).isEmpty());
            assertThat(terminations(group))
                    .extracting(HookOutcome::end)
                    .containsOnly(HookOutcome.End.COMPLETED);
            JsonNode after = fleet.awaitRunning(1);
            assertThat(Fleet.job(after, "failures")).isZero();
            assertThat(Fleet.inService(after)).isEqualTo(inService(group));
        }
    }

    @Test
    void aMachineThatIsOfNoUseIsAbandonedAndLetGoAtOnce(@TempDir Path directory) throws Exception {
        try (Installation spillway = Installation.in(directory.resolve("home"));
                Processes machines = new Processes(new ProcessVmLauncher());
                LocalAws aws =
                        LocalAws.start(AwsSettings.in(directory.resolve("machines")), machines)) {
            AutoScalingGroup group =
                    aws.createGroup(spec(spillway, "-Dtaskmanager.numberOfTaskSlots=many"));

            await("let go", directory, () -> !terminations(group).isEmpty());
            HookOutcome let = terminations(group).get(0);
            assertThat(group.hookOutcomes())
                    .filteredOn(each -> each.instance().equals(let.instance()))
                    .extracting(HookOutcome::transition, HookOutcome::end, HookOutcome::result)
                    .containsExactly(
                            tuple(
                                    HookSpec.Transition.LAUNCHING,
                                    HookOutcome.End.COMPLETED,
                                    HookSpec.Result.ABANDON),
                            tuple(
                                    HookSpec.Transition.TERMINATING,
                                    HookOutcome.End.COMPLETED,
                                    HookSpec.Result.CONTINUE));
        }
    }

    private static GroupSpec spec(Installation spillway, String... settings) {
        String userData =
                """
                #!/bin/bash
                export JAVA_HOME='%s' SPILLWAY_CLASS_PATH='%s'
                exec '%s/bin/spillway' taskmanager -Dspillway.cloud=aws %s
                """
                        .formatted(
                                System.getProperty("java.home"),
                                spillway.connectors(),
                                spillway.home(),
                                String.join(" ", settings));
        return GroupSpec.of(
                        GROUP,
                        1,
                        3,
                        2,
                        InstanceTemplate.of(GROUP, "taskmanager", Boot.userData(userData)))
                .withHooks(
                        HookSpec.launch("spillway-launch", Duration.ofMinutes(5)),
                        HookSpec.terminate("spillway-terminate", Duration.ofMinutes(2)));
    }

    private static List<String> inService(AutoScalingGroup group) {
        return group.instances().stream()
                .map(each -> each.id())
                .filter(id -> group.state(id).filter(LifecycleState.IN_SERVICE::equals).isPresent())
                .toList();
    }

    private static List<HookOutcome> terminations(AutoScalingGroup group) {
        return group.hookOutcomes().stream()
                .filter(each -> each.transition() == HookSpec.Transition.TERMINATING)
                .toList();
    }

    private static void await(String what, Path directory, Callable<Boolean> condition)
            throws IOException {
        try {
            Awaitility.await().atMost(Installation.ENOUGH).until(condition);
        } catch (ConditionTimeoutException e) {
            StringBuilder told = new StringBuilder("not ").append(what).append(":\n");
            try (Stream<Path> files = Files.walk(directory.resolve("machines"))) {
                for (Path file : files.filter(f -> f.endsWith("console.log")).toList()) {
                    told.append(file).append(":\n").append(Files.readString(file));
                }
            }
            throw new AssertionError(told.toString(), e);
        }
    }
}
