package io.spillway.localcloud.aws.autoscaling;

import static io.spillway.localcloud.aws.testing.ManualAws.TEMPLATE;
import static io.spillway.localcloud.aws.testing.ManualAws.group;
import static io.spillway.localcloud.aws.testing.ManualAws.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.localcloud.aws.testing.ManualAws;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.Boot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;

/** Sizes, health, protection, warm pools, rebalancing and refreshes of groups. */
class AutoScalingGroupTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private ManualAws cloud;
    private AutoScalingClient sdk;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        cloud = new ManualAws(directory);
        sdk = cloud.autoScaling();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void theSdkReadsGroupsAndInstances() {
        AutoScalingGroup group = cloud.aws().createGroup(group(2));

        assertThat(sdk.describeAutoScalingGroups().autoScalingGroups())
                .singleElement()
                .satisfies(
                        seen -> {
                            assertThat(seen.autoScalingGroupName()).isEqualTo("workers");
                            assertThat(seen.autoScalingGroupARN())
                                    .isEqualTo(cloud.aws().arn(group.spec()));
                            assertThat(seen.minSize()).isZero();
                            assertThat(seen.maxSize()).isEqualTo(10);
                            assertThat(seen.desiredCapacity()).isEqualTo(2);
                            assertThat(seen.createdTime()).isEqualTo("2026-01-01T00:00:00Z");
                            assertThat(seen.instances()).hasSize(2);
                            assertThat(seen.instances().get(0).healthStatus()).isEqualTo("Healthy");
                        });
        String second = ids(group).get(1);
        assertThat(instance(second).autoScalingGroupName()).isEqualTo("workers");
        assertThat(instance(second).availabilityZone()).isEqualTo("eu-central-1b");
        assertThat(instance(second).lifecycleState()).isEqualTo("InService");
        assertThat(instance(second).healthStatus()).isEqualTo("HEALTHY");
        assertThat(instance(second).launchTemplate().version()).isEqualTo("1");
        assertThat(instance(second).protectedFromScaleIn()).isFalse();
    }

    @Test
    void instancesComeInPages() {
        cloud.aws().createGroup(group(5));

        assertThat(
                        sdk
                                .describeAutoScalingInstancesPaginator(b -> b.maxRecords(2))
                                .autoScalingInstances()
                                .stream())
                .hasSize(5);
        assertThat(cloud.aws().autoScaling().counts())
                .containsEntry("DescribeAutoScalingInstances", 3);
    }

    @Test
    void growsAndShrinks() {
        AutoScalingGroup group = cloud.aws().createGroup(group(1));

        desire(3);
        assertThat(ids(group)).hasSize(3);
        desire(1);

        // The oldest of the zone that has two of them.
        assertThat(cloud.vm(ids(group).get(0)).asked()).containsExactly("stop");
    }

    @Test
    void desiredCapacityHasLimits() {
        cloud.aws().createGroup(group(1));

        assertThatThrownBy(() -> desire(11))
                .isInstanceOf(AutoScalingException.class)
                .hasMessageContaining(
                        "New SetDesiredCapacity value 11 is above max value 10 for the AutoScalingGroup.");
    }

    @Test
    void theOldestTemplateGoesFirst() {
        AutoScalingGroup group = cloud.aws().createGroup(group(2));
        group.setTemplate(TEMPLATE.next(Boot.userData("#!/bin/bash\n# new\n")));
        String old = ids(group).get(0);
        desire(3);

        desire(2);

        assertThat(leaving(group)).containsExactly(old);
    }

    @Test
    void thoseThatHaveAPolicyGoByIt() {
        AutoScalingGroup group =
                cloud.aws()
                        .createGroup(
                                group(3).withTerminationPolicy(TerminationPolicy.NEWEST_INSTANCE));
        String newest = ids(group).get(2);

        desire(2);

        assertThat(leaving(group)).containsExactly(newest);
    }

    @Test
    void protectedInstancesStay() {
        AutoScalingGroup group = cloud.aws().createGroup(group(2));
        sdk.setInstanceProtection(
                b ->
                        b.autoScalingGroupName("workers")
                                .instanceIds(ids(group))
                                .protectedFromScaleIn(true));

        desire(0);

        assertThat(leaving(group)).isEmpty();
        assertThat(instance(ids(group).get(0)).protectedFromScaleIn()).isTrue();
    }

    @Test
    void anUnhealthyInstanceIsReplaced() {
        AutoScalingGroup group = cloud.aws().createGroup(group(1));
        String sick = ids(group).get(0);

        sdk.setInstanceHealth(b -> b.instanceId(sick).healthStatus("Unhealthy"));

        assertThat(leaving(group)).containsExactly(sick);
        assertThat(ids(group)).hasSize(2);
        assertThat(instance(sick).healthStatus()).isEqualTo("UNHEALTHY");
    }

    @Test
    void healthDoesNotMatterInTheGracePeriodUnlessItIsSaid() {
        AutoScalingGroup group =
                cloud.aws().createGroup(group(1).withHealthCheckGracePeriod(MINUTE));
        String sick = ids(group).get(0);

        sdk.setInstanceHealth(b -> b.instanceId(sick).healthStatus("Unhealthy"));
        assertThat(leaving(group)).isEmpty();
        sdk.setInstanceHealth(
                b -> b.instanceId(sick).healthStatus("Unhealthy").shouldRespectGracePeriod(false));

        assertThat(leaving(group)).containsExactly(sick);
    }

    @Test
    void anInstanceIsTerminatedAndReplacedOrNot() {
        AutoScalingGroup group = cloud.aws().createGroup(group(2));
        List<String> both = ids(group);

        assertThat(
                        sdk.terminateInstanceInAutoScalingGroup(
                                        b ->
                                                b.instanceId(both.get(0))
                                                        .shouldDecrementDesiredCapacity(true))
                                .activity()
                                .description())
                .contains(both.get(0));
        sdk.terminateInstanceInAutoScalingGroup(
                b -> b.instanceId(both.get(1)).shouldDecrementDesiredCapacity(false));

        assertThat(group.desired()).isEqualTo(1);
        assertThat(leaving(group)).containsExactlyElementsOf(both);
        assertThat(ids(group)).hasSize(3);
    }

    @Test
    void aMachineThatFailsIsReplacedAndOneThatIsDoneStays() {
        AutoScalingGroup group = cloud.aws().createGroup(group(2));
        List<String> both = ids(group);

        cloud.vm(both.get(0)).exit(1);
        cloud.vm(both.get(1)).exit(0);
        cloud.advance(Duration.ofSeconds(2));

        assertThat(ids(group)).hasSize(2).contains(both.get(1)).doesNotContain(both.get(0));
    }

    @Test
    void machinesThatFailAgainAndAgainAreReplacedMoreAndMoreSlowly() {
        AutoScalingGroup group = cloud.aws().createGroup(group(1));
        for (int i = 0; i < 10; i++) {
            cloud.advance(Duration.ofSeconds(40));
            cloud.vm(ids(group).get(0)).exit(1);
        }

        cloud.advance(Duration.ofSeconds(29));
        assertThat(ids(group)).isEmpty();
        cloud.advance(Duration.ofSeconds(2));
        assertThat(ids(group)).hasSize(1);
    }

    @Test
    void aRefreshReplacesAFewAtATime() {
        AutoScalingGroup group =
                cloud.aws().createGroup(group(4).withInstanceWarmup(Duration.ofSeconds(30)));
        cloud.advance(MINUTE);

        group.startInstanceRefresh(TEMPLATE.next(Boot.userData("#!/bin/bash\n# new\n")), 50);
        assertThat(leaving(group)).hasSize(2);
        List<String> first = leaving(group);
        first.forEach(id -> cloud.vm(id).exit(0));
        assertThat(leaving(group)).isEmpty();
        cloud.advance(Duration.ofSeconds(30));
        assertThat(leaving(group)).hasSize(2);
        leaving(group).forEach(id -> cloud.vm(id).exit(0));

        assertThat(group.refreshing()).isFalse();
        assertThat(ids(group))
                .hasSize(4)
                .allSatisfy(
                        id -> assertThat(instance(id).launchTemplate().version()).isEqualTo("2"));
    }

    @Test
    void capacityRebalancingLaunchesBeforeItTerminates() {
        AutoScalingGroup group =
                cloud.aws()
                        .createGroup(
                                group(2).withCapacityRebalance()
                                        .withHooks(HookSpec.launch("launch", MINUTE)));
        List<String> both = ids(group);
        both.forEach(this::launched);

        cloud.aws().recommendRebalance(both.get(0));
        assertThat(ids(group)).hasSize(3);
        assertThat(leaving(group)).isEmpty();

        launched(ids(group).get(2));
        assertThat(leaving(group)).containsExactly(both.get(0));
    }

    @Test
    void withoutRebalancingNothingHappensBeforeTheReclaim() {
        AutoScalingGroup group = cloud.aws().createGroup(group(2));
        List<String> both = ids(group);
        cloud.aws().recommendRebalance(both.get(0));
        cloud.aws().reclaim(both.get(1), Duration.ofMinutes(2));

        cloud.advance(Duration.ofMinutes(2).minusMillis(1));
        assertThat(ids(group)).containsExactlyElementsOf(both);
        cloud.advance(Duration.ofMillis(1));

        assertThat(cloud.vm(both.get(1)).asked()).containsExactly("crash");
        cloud.advance(Duration.ofSeconds(2));
        assertThat(ids(group)).hasSize(2).doesNotContain(both.get(1));
    }

    @Test
    void aReclaimThatIsWithdrawnTakesNothingAway() {
        AutoScalingGroup group = cloud.aws().createGroup(group(1));
        String id = ids(group).get(0);

        cloud.aws().reclaim(id, Duration.ofMinutes(2));
        cloud.aws().withdrawReclaim(id);
        cloud.advance(Duration.ofMinutes(3));

        assertThat(cloud.vm(id).asked()).isEmpty();
    }

    @Test
    void maintenanceStopsAnInstanceUnlessItIsCancelled() {
        AutoScalingGroup group = cloud.aws().createGroup(group(2));
        List<String> both = ids(group);
        both.forEach(id -> cloud.aws().scheduleMaintenance(id, "instance-retirement", MINUTE));

        cloud.aws().cancelMaintenance(both.get(0));
        cloud.advance(MINUTE);

        assertThat(cloud.vm(both.get(0)).asked()).isEmpty();
        assertThat(cloud.vm(both.get(1)).asked()).containsExactly("crash");
    }

    @Test
    void anInstanceGoesIntoStandbyAndComesBack() {
        AutoScalingGroup group = cloud.aws().createGroup(group(2));
        String id = ids(group).get(0);

        group.standby(id, true);
        assertThat(instance(id).lifecycleState()).isEqualTo("Standby");
        assertThat(target(id)).isEqualTo("Standby");
        assertThat(group.desired()).isEqualTo(1);
        group.standby(id, false);

        assertThat(instance(id).lifecycleState()).isEqualTo("InService");
        assertThat(target(id)).isEqualTo("InService");
        assertThat(ids(group)).hasSize(2);
    }

    @Test
    void aDetachedInstanceRunsOn() {
        AutoScalingGroup group = cloud.aws().createGroup(group(2));
        String id = ids(group).get(0);

        group.detach(id);

        assertThat(target(id)).isEqualTo("Detached");
        assertThat(ids(group)).hasSize(1).doesNotContain(id);
        assertThat(cloud.vm(id).asked()).isEmpty();
    }

    private String target(String id) {
        return cloud.aws()
                .instance(id)
                .orElseThrow()
                .metadata()
                .targetLifecycleState()
                .orElseThrow();
    }

    private void launched(String id) {
        sdk.completeLifecycleAction(
                b ->
                        b.autoScalingGroupName("workers")
                                .lifecycleHookName("launch")
                                .instanceId(id)
                                .lifecycleActionResult("CONTINUE"));
    }

    private void desire(int capacity) {
        sdk.setDesiredCapacity(b -> b.autoScalingGroupName("workers").desiredCapacity(capacity));
    }

    private AutoScalingInstanceDetails instance(String id) {
        return sdk.describeAutoScalingInstances(b -> b.instanceIds(id))
                .autoScalingInstances()
                .get(0);
    }

    private static List<String> leaving(AutoScalingGroup group) {
        return group.instances().stream()
                .filter(each -> each.state() == GroupMember.State.STOPPING)
                .map(GroupMember::id)
                .toList();
    }
}
