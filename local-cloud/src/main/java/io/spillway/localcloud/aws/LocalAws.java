package io.spillway.localcloud.aws;

import io.spillway.localcloud.autoscaling.policy.TargetTracking;
import io.spillway.localcloud.aws.api.ApiServer;
import io.spillway.localcloud.aws.api.Principals;
import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.AutoScalingService;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.TargetTrackingPolicy;
import io.spillway.localcloud.aws.cloudwatch.CloudWatchService;
import io.spillway.localcloud.aws.cloudwatch.MetricId;
import io.spillway.localcloud.aws.cloudwatch.MetricStore;
import io.spillway.localcloud.aws.cloudwatch.StatisticSet;
import io.spillway.localcloud.aws.ec2.Ec2;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.machine.VmLauncher;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * AWS on this machine: Auto Scaling, CloudWatch, and instances with their metadata. All methods may
 * be called from any thread but the cloud's own, and wait until it has taken note.
 */
public final class LocalAws implements AutoCloseable {
    private final AwsSettings settings;
    private final ScheduledExecutorService executor;
    private final boolean ownsExecutor;
    private final ControlThread control;
    private final Principals principals;
    private final MetricStore metrics;
    private final AutoScalingService scaling;
    private final ApiServer autoScaling;
    private final ApiServer cloudWatch;
    private final Ec2 ec2;
    private final List<TargetTrackingPolicy> policies = new CopyOnWriteArrayList<>();

    private LocalAws(
            AwsSettings settings,
            VmLauncher launcher,
            Clock clock,
            ScheduledExecutorService executor,
            boolean ownsExecutor)
            throws IOException {
        this.settings = settings;
        this.executor = executor;
        this.ownsExecutor = ownsExecutor;
        this.control = new ControlThread(executor, clock);
        this.principals = new Principals(settings.account(), settings.region());
        this.metrics = new MetricStore(settings.speed());
        this.scaling = new AutoScalingService(settings.region(), settings.account(), control);
        this.autoScaling = ApiServer.query(scaling, principals, clock);
        this.cloudWatch =
                ApiServer.cborAndQuery(new CloudWatchService(metrics, clock), principals, clock);
        this.ec2 =
                new Ec2(principals, settings.directory(), environment(), launcher, clock, control);
    }

    /** Starts one by the system's clock. */
    public static LocalAws start(AwsSettings settings, VmLauncher launcher) throws IOException {
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "local-aws");
                            thread.setDaemon(true);
                            return thread;
                        });
        return new LocalAws(settings, launcher, Clock.systemUTC(), executor, true);
    }

    /**
     * Starts one whose time somebody else moves.
     *
     * @param executor with one thread; it stays the caller's
     */
    public static LocalAws start(
            AwsSettings settings,
            VmLauncher launcher,
            Clock clock,
            ScheduledExecutorService executor)
            throws IOException {
        return new LocalAws(settings, launcher, clock, executor, false);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(settings.environment());
        environment.put("AWS_REGION", settings.region());
        environment.put("AWS_ENDPOINT_URL_AUTO_SCALING", autoScaling.address().toString());
        environment.put("AWS_ENDPOINT_URL_CLOUDWATCH", cloudWatch.address().toString());
        return environment;
    }

    /**
     * What a machine that isn't launched here has in its environment, a JobManager's for one: the
     * cloud's endpoints, and metadata of its own with credentials of that role. Nothing of the
     * developer's AWS settings may be beside it.
     */
    public Map<String, String> machineEnvironment(String role) {
        return control.ask(() -> ec2.machine(role));
    }

    /** Makes a group, which launches its first instances soon. */
    public AutoScalingGroup createGroup(GroupSpec spec) {
        return createGroup(spec, List.of());
    }

    /** The same, with listeners who hear of everything from the beginning. */
    public AutoScalingGroup createGroup(GroupSpec spec, List<Consumer<GroupEvent>> listeners) {
        AutoScalingGroup group = new AutoScalingGroup(spec, ec2, control);
        listeners.forEach(group::addListener);
        scaling.add(group);
        group.start();
        return group;
    }

    /**
     * Gives a group a target-tracking policy on a metric's average.
     *
     * @param scaleIn false for {@code DisableScaleIn}
     */
    public TargetTrackingPolicy track(
            AutoScalingGroup group,
            MetricId metric,
            TargetTracking.Settings tracking,
            boolean scaleIn) {
        TargetTrackingPolicy policy =
                TargetTrackingPolicy.start(
                        group,
                        new TargetTrackingPolicy.Settings(tracking, scaleIn, settings.speed()),
                        (from, to) ->
                                metrics.read(metric, from, to)
                                        .map(StatisticSet::average)
                                        .map(OptionalDouble::of)
                                        .orElse(OptionalDouble.empty()),
                        control);
        policies.add(policy);
        return policy;
    }

    /** The API of Auto Scaling: its address, calls and faults. */
    public ApiServer autoScaling() {
        return autoScaling;
    }

    /** The API of CloudWatch. */
    public ApiServer cloudWatch() {
        return cloudWatch;
    }

    /** What CloudWatch holds. */
    public MetricStore metrics() {
        return metrics;
    }

    /** Who may call, and what. */
    public Principals principals() {
        return principals;
    }

    /** A group's ARN. */
    public String arn(GroupSpec spec) {
        return scaling.arn(spec);
    }

    /** An instance that was launched once; its metadata server counts and fails. */
    public Optional<Ec2Instance> instance(String id) {
        return control.ask(() -> ec2.instance(id));
    }

    /** Those that have not been terminated. */
    public List<Ec2Instance> instances() {
        return control.ask(ec2::instances);
    }

    /**
     * Reclaims a Spot instance: it gets a notice, and after that time it is taken away, ready or
     * not (EC2 user guide, "Spot Instance interruption notices").
     *
     * @param notice 2 minutes on EC2
     */
    public void reclaim(String instance, Duration notice) {
        control.post(() -> ec2.reclaim(instance, notice));
    }

    /** Takes a reclaim's notice back. */
    public void withdrawReclaim(String instance) {
        control.post(() -> ec2.withdrawReclaim(instance));
    }

    /** Recommends that an instance be replaced; its group acts on it if it rebalances capacity. */
    public void recommendRebalance(String instance) {
        control.post(() -> ec2.recommendRebalance(instance));
    }

    /**
     * Schedules maintenance; after that time the instance is stopped for it.
     *
     * @param code such as {@code instance-retirement}
     */
    public void scheduleMaintenance(String instance, String code, Duration notice) {
        control.post(() -> ec2.scheduleMaintenance(instance, code, notice));
    }

    /** Cancels an instance's maintenance. */
    public void cancelMaintenance(String instance) {
        control.post(() -> ec2.cancelMaintenance(instance));
    }

    /** Takes an instance away at once, as a host that fails. */
    public void fail(String instance) {
        control.post(() -> ec2.fail(instance));
    }

    /** Takes all instances away, and ends everything. Whoever launched them waits for their end. */
    @Override
    public void close() {
        policies.forEach(TargetTrackingPolicy::close);
        scaling.groups().forEach(AutoScalingGroup::suspend);
        control.ask(
                () -> {
                    ec2.close();
                    return true;
                });
        autoScaling.close();
        cloudWatch.close();
        if (ownsExecutor) {
            executor.shutdownNow();
        }
    }
}
