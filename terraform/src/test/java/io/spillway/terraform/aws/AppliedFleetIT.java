package io.spillway.terraform.aws;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.localcloud.aws.autoscaling.HookOutcome;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.terraform.Moto;
import io.spillway.terraform.Ran;
import io.spillway.terraform.Terraform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.MetricDimension;
import software.amazon.awssdk.services.autoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.autoscaling.model.TargetTrackingConfiguration;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.HttpTokensState;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceMetadataTagsState;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * The module, applied by Terraform and AWS' provider: what is in the cloud then, as AWS' clients
 * see it. The cloud is a Moto.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AppliedFleetIT {
    private static final int USER_DATA_LIMIT = 16 * 1024;
    private static final List<String> KINDS = List.of("jobmanager", "taskmanagers");
    private static final String BUCKET = "clicks-123456789012-" + Moto.REGION.id();

    @TempDir private static Path directory;
    private static Optional<Moto> moto = Optional.empty();
    private static Terraform terraform;
    private static AppliedGroups applied;
    private static AutoScalingClient autoScaling;
    private static Ec2Client ec2;

    @BeforeAll
    static void apply() throws IOException {
        terraform = Terraform.in(directory, "src/test/terraform/fleet");
        moto = Moto.start();
        assumeTrue(moto.isPresent(), "no moto_server on the PATH");
        applied = new AppliedGroups(moto.get());
        autoScaling = moto.get().client(AutoScalingClient.builder());
        ec2 = moto.get().client(Ec2Client.builder());
        terraform.talkingTo(moto.get()).init();
        terraform.run("apply", "-auto-approve", "-input=false").succeeded();
    }

    @AfterAll
    static void stop() {
        moto.ifPresent(Moto::close);
    }

    @Test
    void theTaskManagersGroup() {
        AutoScalingGroup group = applied.asApplied("taskmanagers");

        assertThat(group.minSize()).isEqualTo(2);
        assertThat(group.maxSize()).isEqualTo(3);
        assertThat(group.capacityRebalance()).isTrue();
        assertThat(group.vpcZoneIdentifier().split(",", -1)).hasSize(2);
        // The mixed instances policy is the mocked tests': Moto forgets it when the size is set.
        assertThat(group.enabledMetrics()).hasSize(4);
    }

    @Test
    void theHooks() {
        assertThat(applied.hooks("taskmanagers"))
                .extracting(
                        LifecycleHook::lifecycleHookName,
                        LifecycleHook::lifecycleTransition,
                        LifecycleHook::heartbeatTimeout,
                        LifecycleHook::defaultResult)
                .containsExactlyInAnyOrder(
                        tuple(
                                "spillway-launch",
                                "autoscaling:EC2_INSTANCE_LAUNCHING",
                                600,
                                "ABANDON"),
                        tuple(
                                "spillway-terminate",
                                "autoscaling:EC2_INSTANCE_TERMINATING",
                                400,
                                "CONTINUE"));
        assertThat(applied.hooks("jobmanager"))
                .extracting(LifecycleHook::lifecycleHookName)
                .containsExactly("spillway-launch");
    }

    @Test
    void theJobManagersGroup() {
        AutoScalingGroup group = applied.asApplied("jobmanager");
        assertThat(List.of(group.minSize(), group.maxSize())).containsOnly(1);
    }

    @Test
    void thePolicies() {
        Map<String, TargetTrackingConfiguration> policies =
                autoScaling
                        .describePolicies(b -> b.autoScalingGroupName("clicks-taskmanagers"))
                        .scalingPolicies()
                        .stream()
                        .collect(
                                toMap(
                                        ScalingPolicy::policyName,
                                        ScalingPolicy::targetTrackingConfiguration));

        assertThat(policies).containsOnlyKeys("spillway-required-capacity", "spillway-cpu-guard");
        TargetTrackingConfiguration required = policies.get("spillway-required-capacity");
        assertThat(required.targetValue()).isEqualTo(100);
        assertThat(required.disableScaleIn()).isFalse();
        var metric = required.customizedMetricSpecification();
        assertThat(metric.namespace()).isEqualTo("Spillway");
        assertThat(metric.metricName()).isEqualTo("RequiredCapacityPercent");
        assertThat(metric.statisticAsString()).isEqualTo("Average");
        assertThat(metric.dimensions())
                .extracting(MetricDimension::name, MetricDimension::value)
                .containsExactlyInAnyOrder(
                        tuple("Group", "clicks-taskmanagers"), tuple("Job", "clicks"));
        assertThat(policies.get("spillway-cpu-guard").disableScaleIn()).isTrue();
    }

    @Test
    void theLaunchTemplates() {
        for (String kind : KINDS) {
            ResponseLaunchTemplateData template = applied.template(kind);
            assertThat(template.imageId()).startsWith("ami-");
            var metadata = template.metadataOptions();
            assertThat(metadata.httpTokensAsString())
                    .isEqualTo(HttpTokensState.REQUIRED.toString());
            assertThat(metadata.httpPutResponseHopLimit()).isOne();
            assertThat(metadata.instanceMetadataTags())
                    .isEqualTo(LaunchTemplateInstanceMetadataTagsState.ENABLED);
            assertThat(template.networkInterfaces())
                    .singleElement()
                    .satisfies(i -> assertThat(i.associatePublicIpAddress()).isFalse());
            assertThat(template.blockDeviceMappings())
                    .singleElement()
                    .satisfies(d -> assertThat(d.ebs().encrypted()).isTrue());
            assertThat(UserData.compressed(template.userData())).hasSizeLessThan(USER_DATA_LIMIT);
        }
    }

    /** Its own values, and the script as it is in the repository. */
    @Test
    void theUserData() throws Exception {
        String text = UserData.text(applied.template("jobmanager").userData());
        UserData jobManager = UserData.evaluate(directory, text);
        assertThat(text).startsWith("#!/usr/bin/env bash\n").endsWith(UserData.script());
        assertThat(jobManager.variable("SPILLWAY_ROLE")).isEqualTo("jobmanager");
        assertThat(jobManager.variable("SPILLWAY_JOB_ARGUMENTS"))
                .isEqualTo("--topic\nclicks 'n' more");
        assertThat(jobManager.variable("SPILLWAY_JOB_CLASS")).isEqualTo("com.example.Clicks");
        assertThat(jobManager.variable("SPILLWAY_CONFIG").lines())
                .contains(
                        "execution.checkpointing.interval: \"30 s\"",
                        "high-availability.type: \"object-store\"",
                        "high-availability.storageDir: \"s3://%s/clicks/ha\"".formatted(BUCKET),
                        "jobmanager.rpc.address: \"@address@\"",
                        "spillway.metric-sink.group: \"clicks-taskmanagers\"",
                        "spillway.metric-sink.job: \"clicks\"");

        UserData taskManager =
                UserData.evaluate(
                        directory, UserData.text(applied.template("taskmanagers").userData()));
        assertThat(taskManager.variable("SPILLWAY_ROLE")).isEqualTo("taskmanager");
        assertThat(taskManager.variable("SPILLWAY_STOP_SECONDS")).isEqualTo("100");
        assertThat(taskManager.variable("SPILLWAY_TERMINATE_HOOK")).isEqualTo("spillway-terminate");
        assertThat(taskManager.variable("SPILLWAY_LIBRARIES"))
                .startsWith("s3://artifacts/3/connector.jar 0123456789abcdef");
        assertThat(taskManager.variable("SPILLWAY_JOB_URI")).isEmpty();
        assertThat(taskManager.variable("SPILLWAY_CONFIG").lines())
                .contains("spillway.join.timeout: \"480 s\"")
                .noneMatch(line -> line.startsWith("spillway.metric-sink"));
    }

    @Test
    void theUserDataAreCleanShell() throws Exception {
        assumeTrue(Terraform.onPath("shellcheck").isPresent(), "no shellcheck on the PATH");
        for (String kind : KINDS) {
            Path file = directory.resolve(kind + ".sh");
            Files.writeString(file, UserData.text(applied.template(kind).userData()));
            Ran.command(directory, Map.of(), "shellcheck", file.toString()).succeeded();
        }
    }

    @Test
    void theRoles() throws Exception {
        for (String kind : KINDS) {
            JsonNode statements = applied.statements(kind);
            assertThat(Permissions.granted(statements))
                    .as(kind)
                    .isEqualTo(Permissions.needed(kind));
            assertThat(Permissions.tooWide(statements)).as(kind).isEmpty();
            assertThat(Permissions.granted(statements)).allMatch(Permissions.explained()::contains);
        }
    }

    @Test
    void theBucket() {
        try (S3Client s3 = moto.orElseThrow().client(S3Client.builder().forcePathStyle(true))) {
            assertThat(
                            s3.getPublicAccessBlock(b -> b.bucket(BUCKET))
                                    .publicAccessBlockConfiguration())
                    .isEqualTo(
                            PublicAccessBlockConfiguration.builder()
                                    .blockPublicAcls(true)
                                    .blockPublicPolicy(true)
                                    .ignorePublicAcls(true)
                                    .restrictPublicBuckets(true)
                                    .build());
            assertThat(
                            s3.getBucketEncryption(b -> b.bucket(BUCKET))
                                    .serverSideEncryptionConfiguration()
                                    .rules()
                                    .get(0)
                                    .applyServerSideEncryptionByDefault()
                                    .sseAlgorithm())
                    .isEqualTo(ServerSideEncryption.AES256);
            assertThat(s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy())
                    .contains("\"Effect\":\"Deny\"", "\"aws:SecureTransport\":\"false\"");
        }
    }

    @Test
    void nothingIsOpenOrInTheClear() throws Exception {
        JsonNode state = terraform.state();
        assertThat(SecurityScan.resources(state)).hasSizeGreaterThan(30);
        assertThat(SecurityScan.findings(state)).isEmpty();
    }

    /** What doesn't boot is gone long before the 400 s of its terminate hook. */
    @Test
    void aVmThatDoesNotBootIsLetGo() throws Exception {
        try (BootedFleet fleet = BootedFleet.withAnotherTarball(moto.orElseThrow(), directory)) {
            HookOutcome abandoned = fleet.awaitEnd("spillway-launch");
            HookOutcome letGo = fleet.awaitEnd("spillway-terminate");
            String id = letGo.instance();

            assertThat(abandoned.end()).isEqualTo(HookOutcome.End.COMPLETED);
            assertThat(abandoned.result()).isEqualTo(HookSpec.Result.ABANDON);
            assertThat(letGo.end()).isEqualTo(HookOutcome.End.COMPLETED);
            assertThat(letGo.result()).isEqualTo(HookSpec.Result.CONTINUE);
            fleet.awaitGone(id);
            assertThat(fleet.console(id))
                    .last()
                    .asString()
                    .contains("boot failed at tarball", "checksum mismatch");
        }
    }

    /**
     * The local cloud takes over what Moto holds: groups, hooks, user data, policy, permissions.
     */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void vmsBootFromItAndScaleAndDrain() throws Exception {
        Path home = Path.of(System.getProperty("spillway.home"));
        assumeTrue(Files.isDirectory(home), home + " isn't there: it comes with dist");
        try (BootedFleet fleet = BootedFleet.start(moto.orElseThrow(), directory, home)) {
            fleet.awaitInService(2);
            fleet.awaitJob("RUNNING");

            fleet.follow("spillway-required-capacity");
            fleet.awaitInService(3);

            fleet.shrinkTo(2);
            HookOutcome drained = fleet.awaitEnd("spillway-terminate");
            assertThat(drained.end()).isEqualTo(HookOutcome.End.COMPLETED);
            assertThat(drained.result()).isEqualTo(HookSpec.Result.CONTINUE);
            fleet.awaitInService(2);
            fleet.awaitJob("RUNNING");
            assertThat(fleet.outcomes("spillway-launch"))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(o -> assertThat(o.end()).isEqualTo(HookOutcome.End.COMPLETED));
            assertThat(fleet.refusedCalls()).isEmpty();
        }
        // Terraform deletes no bucket that has the job's state in it.
        assertThat(applied.empty(BUCKET))
                .contains("clicks/ha/clicks/spillway/leader")
                .anyMatch(key -> key.startsWith("clicks/checkpoints/"))
                .allMatch(key -> key.startsWith("clicks/"));
    }

    /** TaskManagers go while the JobManager is there, and VMs while their roles are. */
    @Test
    @Order(Integer.MAX_VALUE)
    void itIsDestroyedInOrder() throws Exception {
        Ran destroyed = terraform.run("destroy", "-auto-approve", "-input=false").succeeded();

        assertThat(destroyed.output())
                .containsSubsequence(
                        "aws_autoscaling_group.taskmanagers: Destruction complete",
                        "aws_autoscaling_group.jobmanager: Destroying",
                        "aws_autoscaling_group.jobmanager: Destruction complete",
                        "aws_iam_role_policy.vm[\"taskmanagers\"]: Destroying");
        assertThat(autoScaling.describeAutoScalingGroups().autoScalingGroups()).isEmpty();
        assertThat(ec2.describeLaunchTemplates().launchTemplates()).isEmpty();
    }
}
