package io.spillway.localcloud.aws.autoscaling;

import static io.spillway.localcloud.aws.testing.ManualAws.group;
import static io.spillway.localcloud.aws.testing.ManualAws.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.aws.autoscaling.WarmPoolSpec.PoolState;
import io.spillway.localcloud.aws.testing.ManualAws;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmPoolTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private ManualAws cloud;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        cloud = new ManualAws(directory);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void theLaunchHookFiresTwice() throws Exception {
        AutoScalingGroup group = warm(PoolState.RUNNING, false);
        String id = ids(group).get(0);
        assertThat(group.state(id)).contains(LifecycleState.WARMED_PENDING_WAIT);
        assertThat(target(id)).isEqualTo("Warmed:Running");

        complete("launch", id);
        assertThat(group.state(id)).contains(LifecycleState.WARMED_RUNNING);
        group.setDesiredCapacity(1);
        assertThat(group.state(id)).contains(LifecycleState.PENDING_WAIT);
        assertThat(target(id)).isEqualTo("InService");
        complete("launch", id);

        assertThat(group.state(id)).contains(LifecycleState.IN_SERVICE);
        assertThat(cloud.launcher().specs()).hasSize(1);
    }

    @Test
    void aStoppedInstanceBootsAgain() throws Exception {
        AutoScalingGroup group = warm(PoolState.STOPPED, false);
        String id = ids(group).get(0);

        complete("launch", id);
        assertThat(cloud.vm(id).asked()).containsExactly("stop");
        cloud.vm(id).exit(0);
        assertThat(group.state(id)).contains(LifecycleState.WARMED_STOPPED);
        group.setDesiredCapacity(1);

        assertThat(group.state(id)).contains(LifecycleState.PENDING_WAIT);
        assertThat(cloud.launcher().specs()).hasSize(2);
    }

    @Test
    void anInstanceGoesBackThroughTheTerminateHook() throws Exception {
        AutoScalingGroup group = warm(PoolState.STOPPED, true);
        String id = ids(group).get(0);
        complete("launch", id);
        cloud.vm(id).exit(0);
        group.setDesiredCapacity(1);
        complete("launch", id);

        group.setDesiredCapacity(0);
        assertThat(group.state(id)).contains(LifecycleState.TERMINATING_WAIT);
        assertThat(target(id)).isEqualTo("Warmed:Stopped");
        complete("terminate", id);
        cloud.vm(id).exit(0);

        assertThat(group.state(id)).contains(LifecycleState.WARMED_STOPPED);
        assertThat(group.hookOutcomes())
                .extracting(HookOutcome::hook)
                .containsExactly("launch", "launch", "terminate");
    }

    @Test
    void thePoolIsNoPartOfTheGroupsDescription() {
        warm(PoolState.RUNNING, false);

        var seen = cloud.autoScaling().describeAutoScalingGroups().autoScalingGroups().get(0);
        assertThat(seen.instances()).isEmpty();
        assertThat(seen.warmPoolSize()).isEqualTo(1);
        assertThat(seen.warmPoolConfiguration().poolStateAsString()).isEqualTo("Running");
        assertThat(
                        cloud.autoScaling()
                                .describeAutoScalingInstances()
                                .autoScalingInstances()
                                .get(0)
                                .lifecycleState())
                .isEqualTo("Warmed:Pending:Wait");
    }

    /** A pool of one, and a group of none. */
    private AutoScalingGroup warm(PoolState state, boolean reuse) {
        return cloud.aws()
                .createGroup(
                        group(0).withWarmPool(new WarmPoolSpec(0, 1, state, reuse))
                                .withHooks(
                                        HookSpec.launch("launch", TIMEOUT),
                                        HookSpec.terminate("terminate", TIMEOUT)));
    }

    private String target(String id) {
        return cloud.aws()
                .instance(id)
                .orElseThrow()
                .metadata()
                .targetLifecycleState()
                .orElseThrow();
    }

    private void complete(String hook, String id) {
        cloud.autoScaling()
                .completeLifecycleAction(
                        b ->
                                b.autoScalingGroupName("workers")
                                        .lifecycleHookName(hook)
                                        .instanceId(id)
                                        .lifecycleActionResult("CONTINUE"));
    }
}
