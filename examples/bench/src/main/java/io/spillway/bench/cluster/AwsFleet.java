package io.spillway.bench.cluster;

import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.api.ApiError;
import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.HookOutcome;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.autoscaling.HookSpec.Transition;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Spot instances of an Auto Scaling group of the local cloud with lifecycle hooks, as the Terraform
 * module sets them up.
 */
public final class AwsFleet implements CloudFleet {
    /** As on EC2. */
    public static final Duration NOTICE = Duration.ofMinutes(2);

    private static final String JOB_MANAGERS = "jobmanager";
    private static final Duration LAUNCH_TIMEOUT = Duration.ofMinutes(5);

    private final LocalAws aws;
    private final Duration terminateTimeout;
    private final boolean rebalances;
    private AutoScalingGroup group;
    private AutoScalingGroup jobManagers;

    private AwsFleet(LocalAws aws, Duration terminateTimeout, boolean rebalances) {
        this.aws = aws;
        this.terminateTimeout = terminateTimeout;
        this.rebalances = rebalances;
    }

    /**
     * AWS.
     *
     * @param terminateTimeout the terminate hook's heartbeat time-out
     * @param rebalances whether the group has capacity rebalancing
     */
    public static Cloud<AwsFleet> of(Duration terminateTimeout, boolean rebalances) {
        return (machines, launcher) -> start(machines, launcher, terminateTimeout, rebalances);
    }

    private static AwsFleet start(
            Path machines, VmLauncher launcher, Duration terminateTimeout, boolean rebalances)
            throws IOException {
        return new AwsFleet(
                LocalAws.start(AwsSettings.in(machines), launcher), terminateTimeout, rebalances);
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("spillway.cloud", "aws", "spillway.metric-sink.group", GROUP);
    }

    @Override
    public VmSpec onMachine(VmSpec process) {
        Map<String, String> environment = new LinkedHashMap<>(process.environment());
        environment.putAll(aws.machineEnvironment(JOB_MANAGERS));
        return new VmSpec(
                process.id(),
                process.directory(),
                process.command(),
                environment,
                process.bootDelay());
    }

    @Override
    public void createJobManager(Boot image) {
        jobManagers =
                aws.createGroup(
                        GroupSpec.of(
                                JOB_MANAGERS,
                                1,
                                1,
                                1,
                                InstanceTemplate.of(JOB_MANAGERS, JOB_MANAGERS, image)));
    }

    @Override
    public void createTaskManagers(Boot image, int instances) {
        GroupSpec spec =
                GroupSpec.of(
                                GROUP,
                                0,
                                2 * instances,
                                instances,
                                InstanceTemplate.of(GROUP, "taskmanager", image))
                        .withHooks(
                                HookSpec.launch("spillway-launch", LAUNCH_TIMEOUT),
                                HookSpec.terminate("spillway-terminate", terminateTimeout));
        group = aws.createGroup(rebalances ? spec.withCapacityRebalance() : spec);
    }

    /** The cloud. */
    public LocalAws aws() {
        return aws;
    }

    /** The TaskManagers' group. */
    public AutoScalingGroup group() {
        return group;
    }

    @Override
    public List<GroupMember> members() {
        return group.instances();
    }

    @Override
    public int desired() {
        return group.desired();
    }

    @Override
    public void resize(int instances) {
        try {
            group.setDesiredCapacity(instances);
        } catch (ApiError e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> jobManagers() {
        return jobManagers.instances().stream().map(GroupMember::id).toList();
    }

    @Override
    public Ec2Instance machine(String id) {
        return aws.instance(id).orElseThrow();
    }

    @Override
    public void reclaim(String id) {
        aws.reclaim(id, NOTICE);
    }

    @Override
    public boolean waitsForDrains() {
        return rebalances;
    }

    @Override
    public Optional<Duration> heldFor(String id) {
        return completed(id, Transition.TERMINATING);
    }

    @Override
    public Optional<Duration> bootTime(String id) {
        return completed(id, Transition.LAUNCHING);
    }

    private Optional<Duration> completed(String id, Transition transition) {
        return group.hookOutcomes().stream()
                .filter(each -> each.instance().equals(id))
                .filter(each -> each.transition() == transition)
                .filter(each -> each.end() == HookOutcome.End.COMPLETED)
                .map(HookOutcome::waited)
                .findFirst();
    }

    @Override
    public void takeAway(String id) {
        aws.reclaim(id, Duration.ofMillis(1));
    }

    @Override
    public int calls() {
        return aws.autoScaling().calls().size();
    }

    @Override
    public void forgetCalls() {
        aws.autoScaling().reset();
    }

    @Override
    public void close() {
        aws.close();
    }
}
