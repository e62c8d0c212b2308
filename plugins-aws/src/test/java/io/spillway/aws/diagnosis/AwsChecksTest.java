package io.spillway.aws.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.aws.testing.GroupOfOne;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.autoscaling.HookSpec.Result;
import io.spillway.localcloud.aws.autoscaling.HookSpec.Transition;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.DiagnosisSubject;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import io.spillway.spi.diagnosis.DiagnosisSubject.Timing;
import io.spillway.spi.diagnosis.Finding;
import io.spillway.spi.diagnosis.Finding.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/** What is found on one instance of the local cloud, and from outside. */
class AwsChecksTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final HookSpec LAUNCH = HookSpec.launch(GroupOfOne.LAUNCH, HOUR);
    private static final HookSpec TERMINATE = HookSpec.terminate(GroupOfOne.TERMINATE, HOUR);

    @TempDir private Path directory;

    private GroupOfOne cloud;
    private Supplier<Region> region = () -> Region.EU_CENTRAL_1;
    private Optional<Duration> drain = Optional.empty();

    private void start(HookSpec... hooks) throws IOException {
        cloud = GroupOfOne.start(directory, true, hooks);
    }

    @AfterEach
    void stop() {
        if (cloud != null) {
            cloud.close();
        }
        System.clearProperty("aws.endpointUrlS3");
    }

    @Test
    void anInstanceAsItShouldBeIsWell() throws Exception {
        start(LAUNCH, TERMINATE);
        Map<String, Finding> found = onTaskManager();
        assertThat(found)
                .doesNotContainKey("Bucket")
                .allSatisfy(
                        (name, finding) ->
                                assertThat(finding.level())
                                        .as(name + ": " + finding)
                                        .isEqualTo(
                                                name.equals("PutMetricData")
                                                        ? Level.SKIPPED
                                                        : Level.OK));
        assertThat(found.get("Metadata service").found())
                .startsWith(cloud.instance.id() + ", ")
                .contains("eu-central-1", "account 123456789012");
        assertThat(found.get("Group").found())
                .isEqualTo(
                        "workers in eu-central-1, lifecycle hooks spillway-launch, spillway-terminate");
        assertThat(found.get("Instance role").found()).isEqualTo(GroupOfOne.ROLE);
        assertThat(found.get("Launch hook").found())
                .isEqualTo("spillway-launch: time-out 3600s, then ABANDON");
    }

    @Test
    void looksWithoutChangingAnything() throws Exception {
        start(LAUNCH, TERMINATE);
        Map<String, Finding> found = onTaskManager();
        assertThat(found.get("CompleteLifecycleAction")).isEqualTo(Finding.ok("allowed"));
        assertThat(cloud.state()).contains(LifecycleState.PENDING_WAIT);
        assertThat(cloud.group.hookOutcomes()).isEmpty();
        assertThat(cloud.aws.metrics()).isNotNull();
        assertThat(cloud.aws.cloudWatch().calls()).isEmpty();
        // What several checks need is asked for once.
        assertThat(cloud.count("DescribeLifecycleHooks")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CompleteLifecycleAction",
                "RecordLifecycleActionHeartbeat",
                "SetInstanceHealth"
            })
    void aMissingPermissionNamesActionResourceAndStatement(String action) throws Exception {
        start(LAUNCH, TERMINATE);
        cloud.aws
                .principals()
                .allowOnly(
                        GroupOfOne.ROLE,
                        "autoscaling:DescribeLifecycleHooks",
                        "autoscaling:DescribeAutoScalingInstances");
        Finding finding = onTaskManager().get(action);
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found())
                .startsWith("autoscaling:" + action + " on group workers")
                .contains("AccessDenied")
                .doesNotContain("add to the role's policy");
        assertThat(finding.fix())
                .hasValue(
                        "add to the role's policy: {\"Effect\":\"Allow\",\"Action\":\"autoscaling:%s\",\"Resource\":\"arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*:autoScalingGroupName/workers\"}"
                                .formatted(action));
    }

    @Test
    void aRoleThatMayNotDescribeIsToldOnceAndTheRestIsNotGuessed() throws Exception {
        start(LAUNCH, TERMINATE);
        cloud.aws.principals().allowOnly(GroupOfOne.ROLE, "autoscaling:CompleteLifecycleAction");
        Map<String, Finding> found = onTaskManager();
        assertThat(found.get("Group").fix())
                .get()
                .asString()
                .contains("\"Action\":\"autoscaling:DescribeLifecycleHooks\",\"Resource\":\"*\"");
        assertThat(found.get("Launch hook")).isEqualTo(Finding.skipped("the group isn't known"));
        assertThat(found.get("CompleteLifecycleAction").level()).isEqualTo(Level.OK);
        assertThat(found.get("DescribeAutoScalingInstances").level()).isEqualTo(Level.FAILURE);
    }

    @Test
    void aGroupWithoutHooksWorksAndIsToldWhatIsLost() throws Exception {
        start();
        Map<String, Finding> found = onTaskManager();
        assertThat(found.get("Group").found()).endsWith("without lifecycle hooks");
        assertThat(found.get("Launch hook").level()).isEqualTo(Level.WARNING);
        assertThat(found.get("Launch hook").found())
                .isEqualTo(
                        "the group has no spillway-launch (spillway.aws.launch-hook): an instance counts as in service before its slots are registered");
        assertThat(found.get("Terminate hook").found()).contains("whether its work has moved");
    }

    @Test
    void hooksOfOtherNamesAreNamed() throws Exception {
        start(HookSpec.launch("mine", HOUR), TERMINATE);
        assertThat(onTaskManager().get("Launch hook").fix())
                .get()
                .asString()
                .contains("one of mine, spillway-terminate, set spillway.aws.launch-hook to that");
    }

    @Test
    void hooksThatArentAsTheyShouldBeAreToldAll() throws Exception {
        start(
                new HookSpec(
                        GroupOfOne.LAUNCH,
                        Transition.LAUNCHING,
                        Duration.ofSeconds(60),
                        Result.CONTINUE),
                new HookSpec(
                        GroupOfOne.TERMINATE,
                        Transition.TERMINATING,
                        Duration.ofSeconds(40),
                        Result.ABANDON));
        Map<String, Finding> found = onTaskManager();
        assertThat(found.get("Launch hook").level()).isEqualTo(Level.WARNING);
        assertThat(found.get("Launch hook").found())
                .contains("60s, is shorter than spillway.join.timeout, 300s", "is CONTINUE");
        assertThat(found.get("Launch hook").fix())
                .hasValue(
                        "set its heartbeat_timeout to 300 or more; set its default_result to ABANDON");
        assertThat(found.get("Terminate hook").found())
                .contains("40s, leaves no room for a lost heartbeat", "is ABANDON");
        assertThat(found.get("Terminate hook").fix()).get().asString().contains("45 or more");
    }

    @Test
    void aHookOfTheWrongTransitionFails() throws Exception {
        start(HookSpec.terminate(GroupOfOne.LAUNCH, HOUR), TERMINATE);
        Finding finding = onTaskManager().get("Launch hook");
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found()).contains("it is for autoscaling:EC2_INSTANCE_TERMINATING");
    }

    @ParameterizedTest
    @CsvSource({"15, 20", "30, 3001"})
    void aHookThatIsOverBeforeTheDrainFails(int timeout, int drainSeconds) throws Exception {
        drain = Optional.of(Duration.ofSeconds(drainSeconds));
        start(LAUNCH, HookSpec.terminate(GroupOfOne.TERMINATE, Duration.ofSeconds(timeout)));
        Finding finding = onTaskManager().get("Terminate hook");
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found()).contains("over before a drain", drainSeconds + "s");
    }

    @Test
    void tagsThatArentShownAreAWarningAndTheGroupIsFound() throws Exception {
        cloud = GroupOfOne.start(directory, false, LAUNCH, TERMINATE);
        Map<String, Finding> found = onTaskManager();
        assertThat(found.get("Tags in metadata").fix())
                .get()
                .asString()
                .contains("instance_metadata_tags");
        assertThat(found.get("Group").found()).startsWith("workers in");
    }

    @Test
    void metadataThatFailAreToldOnce() throws Exception {
        start(LAUNCH, TERMINATE);
        cloud.instance.metadataServer().close();
        Map<String, Finding> found = onTaskManager();
        assertThat(found.get("Metadata service").level()).isEqualTo(Level.FAILURE);
        assertThat(found.get("Metadata service").fix())
                .get()
                .asString()
                .contains("--http-endpoint enabled", "--http-put-response-hop-limit 2");
        assertThat(found.values().stream().filter(f -> f.level() == Level.FAILURE)).hasSize(1);
    }

    @Test
    void aRegionThatIsntTheInstancesIsAWarningAndNoneFails() throws Exception {
        start(LAUNCH, TERMINATE);
        region = () -> Region.US_EAST_1;
        assertThat(onTaskManager().get("Region").found())
                .startsWith("us-east-1, but the instance is in eu-central-1");
        region =
                () -> {
                    throw SdkClientException.create("no region");
                };
        assertThat(onTaskManager().get("Region").level()).isEqualTo(Level.FAILURE);
    }

    @Test
    void aJobManagerMayWriteMetricsAndIsTriedWhenAllowed() throws Exception {
        start(LAUNCH, TERMINATE);
        assertThat(run(subject(Set.of(Role.JOBMANAGER), false)).get("PutMetricData").found())
                .startsWith("--write tries it");
        assertThat(run(subject(Set.of(Role.JOBMANAGER), true)).get("PutMetricData"))
                .isEqualTo(Finding.ok("allowed in namespace Spillway in eu-central-1"));
        cloud.aws.cloudWatch().fail("PutMetricData", new Fault.Answer(403, "AccessDenied"), 9);
        assertThat(run(subject(Set.of(Role.JOBMANAGER), true)).get("PutMetricData").fix())
                .get()
                .asString()
                .contains("\"cloudwatch:namespace\":\"Spillway\"");
    }

    @Test
    void aJobManagersMachineIsNotAskedForAGroupThatIsNotItsOwn() throws Exception {
        start(LAUNCH, TERMINATE);
        Map<String, Finding> found = run(subject(Set.of(Role.JOBMANAGER), false));
        assertThat(found.get("Group").level()).isEqualTo(Level.SKIPPED);
        assertThat(found.get("CompleteLifecycleAction").level()).isEqualTo(Level.SKIPPED);
        assertThat(cloud.aws.autoScaling().calls()).isEmpty();
    }

    @Test
    void fromOutsideTheGroupIsLookedAtAndNothingOfTheInstance() throws Exception {
        start(LAUNCH, TERMINATE);
        // Who asks from outside has credentials of another kind; here the instance's are found.
        Map<String, Finding> found = run(subject(Set.of(), false));
        assertThat(found.get("Group").found()).startsWith("workers in eu-central-1");
        assertThat(found.get("Terminate hook").level()).isEqualTo(Level.OK);
        assertThat(found.get("Metadata service")).isEqualTo(Finding.skipped("only on an instance"));
        assertThat(found.get("SetInstanceHealth").level()).isEqualTo(Level.SKIPPED);
    }

    @Test
    void aGroupThatIsntThereSaysWhatToLookAt() throws Exception {
        start(LAUNCH, TERMINATE);
        DiagnosisSubject other =
                new DiagnosisSubject(
                        Map.of(),
                        Set.of(),
                        Optional.of("others"),
                        Optional.empty(),
                        Set.of(),
                        timing(),
                        false);
        Finding finding = run(other).get("Group");
        assertThat(finding.level()).isEqualTo(Level.FAILURE);
        assertThat(finding.found()).contains("group others", "name not found");
        assertThat(finding.fix()).get().asString().contains("AWS_REGION", "AWS_PROFILE");
    }

    @ParameterizedTest
    @CsvSource({
        "403, eu-central-1, OK",
        "301, us-east-1, FAILURE",
        "404, , FAILURE",
        "200, , SKIPPED"
    })
    void aBucketTellsWhereItIsToAnybody(int status, String there, Level level) throws Exception {
        start(LAUNCH, TERMINATE);
        HttpServer s3 =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        s3.createContext(
                "/state",
                exchange -> {
                    if (there != null) {
                        exchange.getResponseHeaders().set("x-amz-bucket-region", there);
                    }
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        s3.start();
        try {
            System.setProperty(
                    "aws.endpointUrlS3", "http://localhost:" + s3.getAddress().getPort());
            DiagnosisSubject subject =
                    new DiagnosisSubject(
                            Map.of(),
                            Set.of(Role.TASKMANAGER),
                            Optional.empty(),
                            Optional.empty(),
                            Set.of(
                                    URI.create("s3://state/checkpoints/_entropy_"),
                                    URI.create("s3://state/ha"),
                                    URI.create("file:///tmp")),
                            timing(),
                            false);
            assertThat(run(subject).get("Bucket").level()).isEqualTo(level);
        } finally {
            s3.stop(0);
        }
    }

    private Map<String, Finding> onTaskManager() throws Exception {
        return run(
                new DiagnosisSubject(
                        Map.of(),
                        Set.of(Role.TASKMANAGER),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        timing(),
                        false));
    }

    private DiagnosisSubject subject(Set<Role> roles, boolean write) {
        return new DiagnosisSubject(
                Map.of(),
                roles,
                Optional.of(GroupOfOne.NAME),
                Optional.empty(),
                Set.of(),
                timing(),
                write);
    }

    private Timing timing() {
        return new Timing(Duration.ofMinutes(5), Duration.ofSeconds(15), () -> drain);
    }

    private Map<String, Finding> run(DiagnosisSubject subject) throws Exception {
        List<Check> checks =
                AwsChecks.of(
                        subject,
                        MetadataEndpoint.standard(),
                        region,
                        GroupOfOne.LAUNCH,
                        GroupOfOne.TERMINATE,
                        "Spillway");
        Map<String, Finding> found = new LinkedHashMap<>();
        for (Check check : checks) {
            found.put(check.name(), check.run(LIMIT));
        }
        return found;
    }
}
