package io.spillway.aws.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.spillway.aws.metadata.IdentityDocument;
import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.aws.testing.GroupOfOne;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.cloud.CloudException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupLifecycleTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final HookSpec LAUNCH = HookSpec.launch(GroupOfOne.LAUNCH, LONG);
    private static final HookSpec TERMINATE = HookSpec.terminate(GroupOfOne.TERMINATE, LONG);

    @TempDir Path directory;

    private GroupOfOne cloud;
    private AutoScalingCalls calls;
    private GroupLifecycle lifecycle;

    private void start(boolean tags, HookSpec... hooks) throws Exception {
        cloud = GroupOfOne.start(directory, tags, hooks);
        InstanceMetadata metadata =
                new InstanceMetadata(MetadataEndpoint.standard(), System::nanoTime);
        IdentityDocument document = metadata.identity(Duration.ofSeconds(5));
        calls = new AutoScalingCalls(document);
        lifecycle =
                new GroupLifecycle(
                        metadata,
                        tags ? Optional.of(GroupOfOne.NAME) : Optional.empty(),
                        new Hooks(GroupOfOne.LAUNCH, GroupOfOne.TERMINATE),
                        () -> calls);
    }

    @AfterEach
    void stop() {
        calls.close();
        cloud.close();
    }

    @Test
    void aLaunchIsTwoCallsAndServiceIsNone() throws Exception {
        start(true, LAUNCH, TERMINATE);
        lifecycle.joined();
        assertThat(cloud.aws.autoScaling().counts())
                .hasSize(2)
                .containsEntry("DescribeLifecycleHooks", 1)
                .containsEntry("CompleteLifecycleAction", 1);
        assertThat(lifecycle.terminateHookIsMissing()).isFalse();
        assertThat(lifecycle.awaitsRelease()).isTrue();
    }

    @Test
    void whoIsPreparedJoinsByOneCall() throws Exception {
        start(true, LAUNCH, TERMINATE);
        lifecycle.prepare();
        lifecycle.prepare();
        assertThat(cloud.aws.autoScaling().counts())
                .containsExactly(entry("DescribeLifecycleHooks", 1));
        assertThat(cloud.state()).contains(LifecycleState.PENDING_WAIT);
        lifecycle.joined();
        assertThat(cloud.count("DescribeLifecycleHooks")).isEqualTo(1);
        assertThat(cloud.state()).contains(LifecycleState.IN_SERVICE);
    }

    @Test
    void theGroupIsAskedForWhereTagsAreNotShown() throws Exception {
        start(false, LAUNCH, TERMINATE);
        lifecycle.joined();
        lifecycle.release();
        assertThat(cloud.count("DescribeAutoScalingInstances")).isEqualTo(1);
        assertThat(cloud.state()).contains(LifecycleState.IN_SERVICE);
    }

    @Test
    void aGroupWithoutHooksIsNotTold() throws Exception {
        start(true);
        lifecycle.joined();
        assertThat(lifecycle.terminateHookIsMissing()).isTrue();
        lifecycle.heartbeat();
        lifecycle.release();
        assertThat(cloud.aws.autoScaling().counts()).containsOnlyKeys("DescribeLifecycleHooks");
        lifecycle.abandon();
        assertThat(cloud.count("SetInstanceHealth")).isEqualTo(1);
        assertThat(cloud.state()).isNotEqualTo(Optional.of(LifecycleState.IN_SERVICE));
        assertThat(lifecycle.awaitsRelease()).isFalse();
    }

    @Test
    void hooksOfOtherNamesAreNamed() throws Exception {
        start(true, HookSpec.launch("mine", LONG), TERMINATE);
        lifecycle.joined();
        assertThat(lifecycle.terminateHookIsMissing()).isFalse();
        assertThat(cloud.count("CompleteLifecycleAction")).isZero();
        assertThat(
                        new Hooks(GroupOfOne.LAUNCH, GroupOfOne.TERMINATE)
                                .missing("g", calls.hooks(GroupOfOne.NAME)))
                .hasValueSatisfying(
                        text ->
                                assertThat(text)
                                        .startsWith(
                                                "Auto Scaling group g has no lifecycle hooks but mine, spillway-terminate: without spillway-launch (spillway.aws.launch-hook) ")
                                        .doesNotContain("spillway.aws.terminate-hook"));
    }

    @Test
    void whatIsMissingIsNotAskedForAgain() throws Exception {
        start(true, LAUNCH, TERMINATE);
        cloud.aws.autoScaling().fail("DescribeLifecycleHooks", denied(), 9);
        lifecycle.joined();
        assertThat(cloud.state()).contains(LifecycleState.IN_SERVICE);
        assertThat(lifecycle.terminateHookIsMissing()).isFalse();
    }

    @Test
    void aMissingPermissionIsNamedWithTheStatementThatGivesIt() throws Exception {
        start(true, LAUNCH, TERMINATE);
        cloud.aws.principals().allowOnly(GroupOfOne.ROLE, "autoscaling:DescribeLifecycleHooks");
        assertThatThrownBy(() -> lifecycle.joined())
                .isInstanceOf(CloudException.class)
                .hasMessageStartingWith(
                        "autoscaling:CompleteLifecycleAction on group workers, hook spillway-launch, instance i-")
                .hasMessageContaining("in eu-central-1: answered 403 AccessDenied")
                .hasMessageEndingWith(
                        "add to the role's policy: {\"Effect\":\"Allow\",\"Action\":\"autoscaling:CompleteLifecycleAction\",\"Resource\":\"arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*:autoScalingGroupName/workers\"}")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> lifecycle.unhealthy("why"))
                .hasMessageContaining("\"Action\":\"autoscaling:SetInstanceHealth\"");
    }

    @ParameterizedTest
    @CsvSource({"400, Throttling", "503, ServiceUnavailable", "500, InternalFailure"})
    void whatPassesIsTriedAgain(int status, String code) throws Exception {
        start(true, LAUNCH, TERMINATE);
        cloud.aws.autoScaling().fail("CompleteLifecycleAction", new Fault.Answer(status, code), 2);
        lifecycle.joined();
        assertThat(cloud.count("CompleteLifecycleAction")).isEqualTo(3);
        assertThat(cloud.state()).contains(LifecycleState.IN_SERVICE);
    }

    @Test
    void aLostReplyIsNoFailure() throws Exception {
        start(true, LAUNCH, TERMINATE);
        cloud.aws.autoScaling().fail("CompleteLifecycleAction", new Fault.DropReply(), 1);
        lifecycle.joined();
        assertThat(cloud.state()).contains(LifecycleState.IN_SERVICE);
    }

    @Test
    void anInstanceOfNoGroupTellsNobody() throws Exception {
        start(false, LAUNCH, TERMINATE);
        cloud.instance
                .metadataServer()
                .fail(
                        request -> request.path().endsWith("target-lifecycle-state"),
                        new Fault.Answer(404, "Not Found"),
                        9);
        lifecycle.joined();
        lifecycle.heartbeat();
        lifecycle.release();
        lifecycle.abandon();
        lifecycle.unhealthy("why");
        assertThat(lifecycle.heldBack()).isFalse();
        assertThat(lifecycle.awaitsRelease()).isFalse();
        assertThat(cloud.aws.autoScaling().calls()).isEmpty();
    }

    private static Fault denied() {
        return new Fault.Answer(403, "AccessDenied");
    }
}
