package io.spillway.demo.run;

import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.cloudwatch.MetricId;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.cluster.Preparation;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.localcloud.machine.VmTemplate;
import io.spillway.localcloud.objectstore.MockS3;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** AWS on this machine for one run: Auto Scaling, CloudWatch, instance metadata, and S3. */
final class AwsCloud implements PlayedCloud {
    /** A policy's minute takes 3 s: a scale-out needs three of them, a scale-in fifteen. */
    static final double SPEED = 20;

    private static final String GROUP = "taskmanagers";
    private static final String JOB = "demo";
    private static final String TASK_MANAGER_ROLE = "spillway-taskmanager";
    private static final String JOB_MANAGER_ROLE = "spillway-jobmanager";
    private static final Duration WARM_UP = Duration.ofMinutes(1);
    private static final Duration LAUNCH_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration TERMINATE_TIMEOUT = Duration.ofMinutes(5);

    private final MockS3 s3;
    private final LocalAws aws;
    private AwsFleet fleet;

    private AwsCloud(MockS3 s3, LocalAws aws) {
        this.s3 = s3;
        this.aws = aws;
    }

    /**
     * Starts it. Blocks until S3 serves, some seconds.
     *
     * @param s3Jars the directory of the S3 server's jars
     * @param machines where each machine gets a directory of its own, named by its id
     */
    static AwsCloud start(Path home, Path s3Jars, Path work, Path machines, VmLauncher launcher)
            throws DemoException, IOException {
        MockS3 s3;
        try {
            s3 = MockS3.start(s3Jars, work.resolve("s3"));
        } catch (IOException e) {
            throw new DemoException(
                    "--s3-server: S3Mock can't be started from %s: %s"
                            .formatted(s3Jars, e.getMessage()),
                    e);
        }
        AwsSettings defaults = AwsSettings.in(machines);
        return new AwsCloud(
                s3,
                LocalAws.start(
                        new AwsSettings(
                                defaults.region(),
                                defaults.account(),
                                machines,
                                Preparation.environment(home),
                                SPEED),
                        launcher));
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(s3.settings());
        // As on EC2: whoever needs credentials asks the machine's metadata for its role's.
        settings.remove("s3.access-key");
        settings.remove("s3.secret-key");
        settings.put("high-availability.type", "object-store");
        settings.put("high-availability.storageDir", "s3://" + MockS3.BUCKET + "/ha");
        settings.put("high-availability.cluster-id", JOB);
        settings.put("spillway.cloud", "aws");
        settings.put("spillway.metric-sink.group", GROUP);
        settings.put("spillway.metric-sink.job", JOB);
        // A policy's minute is short here, and a value must come in each.
        settings.put("spillway.scaling.publish-interval", "1 s");
        return settings;
    }

    @Override
    public String checkpoints() {
        return "s3://" + MockS3.BUCKET + "/checkpoints";
    }

    @Override
    public VmSpec jobManager(VmSpec spec) {
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.putAll(aws.machineEnvironment(JOB_MANAGER_ROLE));
        return new VmSpec(
                spec.id(),
                spec.directory(),
                spec.command(),
                environment,
                spec.bootDelay(),
                List.of("AWS_"));
    }

    @Override
    public Fleet fleet(VmTemplate machines, int maximum) {
        InstanceTemplate template =
                InstanceTemplate.of(GROUP, TASK_MANAGER_ROLE, Boot.image(machines));
        GroupSpec spec =
                GroupSpec.of(GROUP, 1, maximum, 1, template)
                        .withHooks(
                                HookSpec.launch("spillway-launch", LAUNCH_TIMEOUT),
                                HookSpec.terminate("spillway-terminate", TERMINATE_TIMEOUT))
                        .withCapacityRebalance()
                        .withInstanceWarmup(WARM_UP);
        fleet =
                new AwsFleet(
                        aws,
                        spec,
                        new MetricId(
                                "Spillway",
                                "RequiredCapacityPercent",
                                Map.of("Group", GROUP, "Job", JOB)));
        return fleet;
    }

    @Override
    public String account() {
        Map<String, Integer> calls = new TreeMap<>(aws.autoScaling().counts());
        calls.putAll(aws.cloudWatch().counts());
        return "Lifecycle hooks: %s; calls: %s"
                .formatted(
                        fleet.hooks().text(),
                        calls.entrySet().stream()
                                .map(each -> each.getValue() + " " + each.getKey())
                                .collect(Collectors.joining(", ")));
    }

    @Override
    public void close() {
        aws.close();
        s3.close();
    }
}
