package io.spillway.localcloud.aws.testing;

import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.api.AccessKey;
import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.testing.ManualScheduler;
import io.spillway.localcloud.testing.TestingLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/**
 * A local cloud whose time the test moves, whose machines exist in memory only, and SDK clients.
 */
public final class ManualAws implements AutoCloseable {
    /** The role of instances. */
    public static final String ROLE = "taskmanager";

    /** What instances are launched from. */
    public static final InstanceTemplate TEMPLATE =
            InstanceTemplate.of("workers", ROLE, Boot.userData("#!/bin/bash\n"));

    private final ManualScheduler scheduler = new ManualScheduler();
    private final TestingLauncher launcher = new TestingLauncher();
    private final LocalAws aws;
    private final AutoScalingClient autoScaling;
    private final CloudWatchClient cloudWatch;

    /** Starts it. */
    public ManualAws(Path directory) throws IOException {
        this(AwsSettings.in(directory));
    }

    /** Starts it. */
    public ManualAws(AwsSettings settings) throws IOException {
        aws = LocalAws.start(settings, launcher, scheduler.clock(), scheduler);
        autoScaling =
                AutoScalingClient.builder()
                        .endpointOverride(aws.autoScaling().address())
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials(ROLE))
                        .httpClient(UrlConnectionHttpClient.create())
                        .overrideConfiguration(b -> b.retryStrategy(r -> r.maxAttempts(1)))
                        .build();
        cloudWatch =
                CloudWatchClient.builder()
                        .endpointOverride(aws.cloudWatch().address())
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials("jobmanager"))
                        .httpClient(UrlConnectionHttpClient.create())
                        .overrideConfiguration(b -> b.retryStrategy(r -> r.maxAttempts(1)))
                        .build();
    }

    private StaticCredentialsProvider credentials(String role) {
        AccessKey key = aws.principals().issue(role, "test");
        return StaticCredentialsProvider.create(
                AwsSessionCredentials.create(key.id(), key.secret(), key.token()));
    }

    /** The cloud. */
    public LocalAws aws() {
        return aws;
    }

    /** A client with a TaskManager's role, that tries once. */
    public AutoScalingClient autoScaling() {
        return autoScaling;
    }

    /** A client with a JobManager's role, that tries once. */
    public CloudWatchClient cloudWatch() {
        return cloudWatch;
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        scheduler.advance(time);
    }

    /** The machine of an instance. */
    public TestingLauncher.Vm vm(String id) {
        return launcher.vm(id);
    }

    /** How machines were launched. */
    public TestingLauncher launcher() {
        return launcher;
    }

    /** A group of that many up to ten, with its instances launched. */
    public static GroupSpec group(int desired) {
        return GroupSpec.of("workers", 0, 10, desired, TEMPLATE);
    }

    /** The ids of a group's instances, oldest first. */
    public static List<String> ids(AutoScalingGroup group) {
        return group.instances().stream().map(GroupMember::id).toList();
    }

    @Override
    public void close() {
        autoScaling.close();
        cloudWatch.close();
        aws.close();
    }
}
