package io.spillway.aws.testing;

import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.localcloud.aws.autoscaling.WarmPoolSpec;
import io.spillway.localcloud.aws.autoscaling.WarmPoolSpec.PoolState;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.aws.metadata.MetadataOptions;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.PretendedVms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * An Auto Scaling group of the local cloud with one instance, on which this process pretends to
 * run: the SDK finds metadata, credentials and services as it does on EC2, by its own settings.
 */
public final class GroupOfOne implements AutoCloseable {
    public static final String NAME = "workers";
    public static final String ROLE = "taskmanager";
    public static final String LAUNCH = "spillway-launch";
    public static final String TERMINATE = "spillway-terminate";

    private static final Duration LONG = Duration.ofHours(1);

    public final LocalAws aws;
    public final AutoScalingGroup group;

    /** The group's first instance. */
    public final Ec2Instance instance;

    private GroupOfOne(LocalAws aws, GroupSpec spec) {
        this.aws = aws;
        this.group = aws.createGroup(spec);
        Awaitility.await().until(() -> !group.instances().isEmpty());
        this.instance = aws.instance(group.instances().get(0).id()).orElseThrow();
        System.setProperty(
                "aws.ec2MetadataServiceEndpoint", instance.metadataServer().address().toString());
        System.setProperty("aws.endpointUrlAutoScaling", aws.autoScaling().address().toString());
        System.setProperty("aws.endpointUrlCloudWatch", aws.cloudWatch().address().toString());
        System.setProperty("aws.configFile", "/none");
        System.setProperty("aws.sharedCredentialsFile", "/none");
    }

    /** One with both hooks, named as by default. */
    public static GroupOfOne start(Path directory) throws IOException {
        return start(
                directory,
                true,
                HookSpec.launch(LAUNCH, LONG),
                HookSpec.terminate(TERMINATE, LONG));
    }

    /**
     * One with these hooks.
     *
     * @param tags whether instances see their tags, the group's name among them
     */
    public static GroupOfOne start(Path directory, boolean tags, HookSpec... hooks)
            throws IOException {
        return start(directory, GroupSpec.of(NAME, 0, 2, 1, template(tags)).withHooks(hooks));
    }

    /** One whose only instance is in a running warm pool: none is in service, one is ready. */
    public static GroupOfOne warm(Path directory) throws IOException {
        return start(
                directory,
                GroupSpec.of(NAME, 0, 1, 0, template(true))
                        .withHooks(
                                HookSpec.launch(LAUNCH, LONG), HookSpec.terminate(TERMINATE, LONG))
                        .withWarmPool(new WarmPoolSpec(0, 1, PoolState.RUNNING, false)));
    }

    private static InstanceTemplate template(boolean tags) {
        return InstanceTemplate.of(NAME, ROLE, Boot.userData("#!/bin/bash\n"))
                .with(new MetadataOptions(true, true, tags));
    }

    private static GroupOfOne start(Path directory, GroupSpec spec) throws IOException {
        return new GroupOfOne(LocalAws.start(AwsSettings.in(directory), new PretendedVms()), spec);
    }

    /** The instance's state; empty when the group has it no more. */
    public Optional<LifecycleState> state() {
        return group.state(instance.id());
    }

    /** Changes how many instances there should be. */
    public void desire(int capacity) throws Exception {
        group.setDesiredCapacity(capacity);
    }

    /** How often an action was called, well or not. */
    public int count(String action) {
        return aws.autoScaling().counts().getOrDefault(action, 0);
    }

    @Override
    public void close() {
        aws.close();
        List.of(
                        "aws.ec2MetadataServiceEndpoint",
                        "aws.endpointUrlAutoScaling",
                        "aws.endpointUrlCloudWatch",
                        "aws.configFile",
                        "aws.sharedCredentialsFile")
                .forEach(System::clearProperty);
    }
}
