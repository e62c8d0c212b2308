package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.HookOutcome;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tarball's agent does on an instance of AWS that can't become a TaskManager. */
class AbandonedInstanceIT {
    private static final String GROUP = "workers";

    @Test
    void itAbandonsItsLaunchAndIsLetGoAtOnce(@TempDir Path directory) throws Exception {
        try (Installation spillway = Installation.in(directory.resolve("home"));
                Processes machines = new Processes(new ProcessVmLauncher());
                LocalAws aws =
                        LocalAws.start(AwsSettings.in(directory.resolve("machines")), machines)) {
            AutoScalingGroup group = aws.createGroup(spec(spillway));

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

    private static GroupSpec spec(Installation spillway) {
        String userData =
                """
                #!/bin/bash
                export JAVA_HOME='%s' SPILLWAY_CLASS_PATH='%s'
                exec '%s/bin/spillway' taskmanager -Dspillway.cloud=aws \\
                    -Dtaskmanager.numberOfTaskSlots=many
                """
                        .formatted(
                                System.getProperty("java.home"),
                                spillway.connectors(),
                                spillway.home());
        return GroupSpec.of(
                        GROUP,
                        1,
                        1,
                        1,
                        InstanceTemplate.of(GROUP, "taskmanager", Boot.userData(userData)))
                .withHooks(
                        HookSpec.launch("spillway-launch", Duration.ofMinutes(5)),
                        HookSpec.terminate("spillway-terminate", Duration.ofMinutes(2)));
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
