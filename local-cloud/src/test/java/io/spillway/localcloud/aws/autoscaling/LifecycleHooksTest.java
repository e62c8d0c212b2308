package io.spillway.localcloud.aws.autoscaling;

import static io.spillway.localcloud.aws.testing.ManualAws.group;
import static io.spillway.localcloud.aws.testing.ManualAws.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.localcloud.aws.autoscaling.HookOutcome.End;
import io.spillway.localcloud.aws.testing.ManualAws;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;

/** What the user guide says of hooks, asked for by the SDK's own client. */
class LifecycleHooksTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String LAUNCH = "spillway-launch";
    private static final String TERMINATE = "spillway-terminate";

    private ManualAws cloud;
    private AutoScalingGroup group;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        cloud = new ManualAws(directory);
        group =
                cloud.aws()
                        .createGroup(
                                group(1).withHooks(
                                                HookSpec.launch(LAUNCH, TIMEOUT),
                                                HookSpec.terminate(TERMINATE, TIMEOUT)));
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void anInstanceIsInServiceWhenItsLaunchIsCompleted() {
        String id = ids(group).get(0);
        assertThat(group.state(id)).contains(LifecycleState.PENDING_WAIT);

        complete(LAUNCH, id, "CONTINUE");

        assertThat(group.state(id)).contains(LifecycleState.IN_SERVICE);
        assertThat(group.hookOutcomes())
                .extracting(HookOutcome::instance, HookOutcome::end)
                .containsExactly(tuple(id, End.COMPLETED));
    }

    @Test
    void aLaunchThatIsNotCompletedIsAbandonedAndReplaced() {
        String first = ids(group).get(0);

        cloud.advance(TIMEOUT);
        assertThat(group.state(first)).contains(LifecycleState.TERMINATING_WAIT);
        cloud.advance(Duration.ofSeconds(2));

        assertThat(ids(group)).hasSize(2).contains(first);
        assertThat(group.state(ids(group).get(1))).contains(LifecycleState.PENDING_WAIT);
        assertThat(group.hookOutcomes().get(0).end()).isEqualTo(End.TIMED_OUT);
    }

    @Test
    void anInstanceGoesWhenItsTerminationIsCompleted() {
        String id = inService();

        scaleIn();

        assertThat(group.state(id)).contains(LifecycleState.TERMINATING_WAIT);
        assertThat(target(id)).isEqualTo("Terminated");
        assertThat(cloud.vm(id).asked()).isEmpty();

        complete(TERMINATE, id, "CONTINUE");

        assertThat(cloud.vm(id).asked()).containsExactly("stop");
        cloud.vm(id).exit(0);
        assertThat(group.state(id)).isEmpty();
    }

    @Test
    void anInstanceWhoseTerminationIsNotCompletedGoesAtTheTimeOut() {
        String id = inService();
        scaleIn();

        cloud.advance(TIMEOUT.minusMillis(1));
        assertThat(cloud.vm(id).asked()).isEmpty();
        cloud.advance(Duration.ofMillis(1));

        assertThat(cloud.vm(id).asked()).containsExactly("stop");
        assertThat(last().end()).isEqualTo(End.TIMED_OUT);
    }

    @Test
    void heartbeatsMakeItWaitButNotForEver() {
        String id = inService();
        scaleIn();

        for (int i = 0; i < 199; i++) {
            cloud.advance(TIMEOUT.dividedBy(2));
            heartbeat(id);
        }
        assertThat(cloud.vm(id).asked()).isEmpty();
        cloud.advance(TIMEOUT.dividedBy(2));

        assertThat(last().heartbeats()).isEqualTo(199);
        assertThat(last().waited()).isEqualTo(TIMEOUT.multipliedBy(100));
        assertThat(cloud.vm(id).asked()).containsExactly("stop");
    }

    @Test
    void anActionThatIsNotActiveIsRefusedInAwsWords() {
        String id = inService();

        assertThatThrownBy(() -> complete(LAUNCH, id, "CONTINUE"))
                .isInstanceOfSatisfying(
                        AutoScalingException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.awsErrorDetails().errorCode())
                                    .isEqualTo("ValidationError");
                            assertThat(e.awsErrorDetails().errorMessage())
                                    .isEqualTo(
                                            "No active Lifecycle Action found with instance ID "
                                                    + id);
                        });
        assertThatThrownBy(() -> heartbeat(id)).isInstanceOf(AutoScalingException.class);
    }

    @Test
    void aGroupThatIsNotThereIsRefused() {
        assertThatThrownBy(
                        () ->
                                cloud.autoScaling()
                                        .describeLifecycleHooks(
                                                b -> b.autoScalingGroupName("others")))
                .hasMessageContaining("AutoScalingGroup name not found");
    }

    @Test
    void hooksAreDescribed() {
        assertThat(
                        cloud.autoScaling()
                                .describeLifecycleHooks(b -> b.autoScalingGroupName("workers"))
                                .lifecycleHooks())
                .anySatisfy(
                        hook -> {
                            assertThat(hook.lifecycleHookName()).isEqualTo(LAUNCH);
                            assertThat(hook.lifecycleTransition())
                                    .isEqualTo("autoscaling:EC2_INSTANCE_LAUNCHING");
                            assertThat(hook.heartbeatTimeout()).isEqualTo(60);
                            assertThat(hook.globalTimeout()).isEqualTo(6000);
                            assertThat(hook.defaultResult()).isEqualTo("ABANDON");
                        })
                .hasSize(2);
    }

    private String inService() {
        String id = ids(group).get(0);
        complete(LAUNCH, id, "CONTINUE");
        return id;
    }

    private void scaleIn() {
        cloud.autoScaling()
                .setDesiredCapacity(b -> b.autoScalingGroupName("workers").desiredCapacity(0));
    }

    private HookOutcome last() {
        return group.hookOutcomes().get(group.hookOutcomes().size() - 1);
    }

    private String target(String id) {
        return cloud.aws()
                .instance(id)
                .orElseThrow()
                .metadata()
                .targetLifecycleState()
                .orElseThrow();
    }

    private void complete(String hook, String id, String result) {
        cloud.autoScaling()
                .completeLifecycleAction(
                        b ->
                                b.autoScalingGroupName("workers")
                                        .lifecycleHookName(hook)
                                        .instanceId(id)
                                        .lifecycleActionResult(result));
    }

    private void heartbeat(String id) {
        cloud.autoScaling()
                .recordLifecycleActionHeartbeat(
                        b ->
                                b.autoScalingGroupName("workers")
                                        .lifecycleHookName(TERMINATE)
                                        .instanceId(id));
    }
}
