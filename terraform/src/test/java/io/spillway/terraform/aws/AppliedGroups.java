package io.spillway.terraform.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.cloudwatch.MetricId;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.aws.metadata.MetadataOptions;
import io.spillway.localcloud.machine.Boot;
import io.spillway.terraform.InstalledRelease;
import io.spillway.terraform.Moto;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.MetricDimension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateHttpTokensState;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceMetadataTagsState;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What Terraform has made in Moto, in the local cloud's words. */
final class AppliedGroups {
    private final Moto moto;
    private final AutoScalingClient autoScaling;
    private final Ec2Client ec2;

    /** A policy as it was applied. */
    record Tracked(MetricId metric, double target, boolean scaleIn) {}

    AppliedGroups(Moto moto) {
        this.moto = moto;
        this.autoScaling = moto.client(AutoScalingClient.builder());
        this.ec2 = moto.client(Ec2Client.builder());
    }

    /**
     * Takes the policy from a bucket: Moto holds everybody to a statement that denies what comes
     * without TLS, whatever its condition.
     */
    void takePlaintext(String bucket) {
        try (S3Client s3 = moto.client(S3Client.builder().forcePathStyle(true))) {
            s3.deleteBucketPolicy(b -> b.bucket(bucket));
        }
    }

    /** The keys of all objects in a bucket, which are deleted. */
    List<String> empty(String bucket) {
        try (S3Client s3 = moto.client(S3Client.builder().forcePathStyle(true))) {
            List<String> keys =
                    s3.listObjectsV2Paginator(b -> b.bucket(bucket)).contents().stream()
                            .map(S3Object::key)
                            .toList();
            keys.forEach(key -> s3.deleteObject(b -> b.bucket(bucket).key(key)));
            return keys;
        }
    }

    static String name(String kind) {
        return "clicks-" + kind;
    }

    String role(String kind) {
        return "clicks-%s-%s".formatted(kind, Moto.REGION.id());
    }

    /** The statements of a role's policy. */
    JsonNode statements(String kind) throws IOException {
        try (IamClient iam = moto.client(IamClient.builder())) {
            String document =
                    iam.getRolePolicy(b -> b.roleName(role(kind)).policyName("spillway"))
                            .policyDocument();
            return new ObjectMapper().readTree(URLDecoder.decode(document, UTF_8)).get("Statement");
        }
    }

    SortedSet<String> granted(String kind) throws IOException {
        return Permissions.granted(statements(kind));
    }

    ResponseLaunchTemplateData template(String kind) {
        return ec2.describeLaunchTemplateVersions(
                        b -> b.launchTemplateName(name(kind)).versions("$Latest"))
                .launchTemplateVersions()
                .get(0)
                .launchTemplateData();
    }

    /** The group as Moto has it. */
    AutoScalingGroup asApplied(String kind) {
        return autoScaling
                .describeAutoScalingGroups(b -> b.autoScalingGroupNames(name(kind)))
                .autoScalingGroups()
                .get(0);
    }

    List<LifecycleHook> hooks(String kind) {
        return autoScaling
                .describeLifecycleHooks(b -> b.autoScalingGroupName(name(kind)))
                .lifecycleHooks();
    }

    /**
     * The group, its hooks and its launch template.
     *
     * @param image on which the template's user data boot
     */
    GroupSpec group(String kind, UnaryOperator<Boot> image) throws IOException {
        AutoScalingGroup group = asApplied(kind);
        ResponseLaunchTemplateData template = template(kind);
        GroupSpec spec =
                GroupSpec.of(
                                group.autoScalingGroupName(),
                                group.minSize(),
                                group.maxSize(),
                                group.desiredCapacity(),
                                template(kind, template, image))
                        .withHooks(
                                hooks(kind).stream()
                                        .map(AppliedGroups::hook)
                                        .toArray(HookSpec[]::new));
        return group.capacityRebalance() ? spec.withCapacityRebalance() : spec;
    }

    /** An image that has the tarball of the checksum that was applied. */
    static UnaryOperator<Boot> installed(Path home) {
        return boot -> new InstalledRelease(boot, home, "0123456789abcdef".repeat(4));
    }

    private InstanceTemplate template(
            String kind, ResponseLaunchTemplateData template, UnaryOperator<Boot> image)
            throws IOException {
        var metadata = template.metadataOptions();
        return new InstanceTemplate(
                name(kind),
                1,
                template.instanceTypeAsString(),
                "arm64",
                template.imageId(),
                kind.equals("taskmanagers"),
                Optional.of(role(kind)),
                new MetadataOptions(
                        true,
                        metadata.httpTokens() == LaunchTemplateHttpTokensState.REQUIRED,
                        metadata.instanceMetadataTags()
                                == LaunchTemplateInstanceMetadataTagsState.ENABLED),
                Map.of(),
                image.apply(Boot.encodedUserData(template.userData())),
                Duration.ZERO);
    }

    private static HookSpec hook(LifecycleHook hook) {
        Duration heartbeat = Duration.ofSeconds(hook.heartbeatTimeout());
        return hook.lifecycleTransition().endsWith("LAUNCHING")
                ? HookSpec.launch(hook.lifecycleHookName(), heartbeat)
                : HookSpec.terminate(hook.lifecycleHookName(), heartbeat);
    }

    Tracked policy(String name) {
        var tracking =
                autoScaling
                        .describePolicies(
                                b -> b.autoScalingGroupName(name("taskmanagers")).policyNames(name))
                        .scalingPolicies()
                        .get(0)
                        .targetTrackingConfiguration();
        var metric = tracking.customizedMetricSpecification();
        return new Tracked(
                new MetricId(
                        metric.namespace(),
                        metric.metricName(),
                        metric.dimensions().stream()
                                .collect(toMap(MetricDimension::name, MetricDimension::value))),
                tracking.targetValue(),
                !tracking.disableScaleIn());
    }
}
