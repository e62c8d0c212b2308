package io.spillway.bench.cluster;

import io.spillway.bench.BenchException;
import io.spillway.bench.measure.Output;
import io.spillway.localcloud.aws.AwsSettings;
import io.spillway.localcloud.aws.LocalAws;
import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.autoscaling.GroupSpec;
import io.spillway.localcloud.aws.autoscaling.HookSpec;
import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import io.spillway.localcloud.cluster.ConfigurationDirectory;
import io.spillway.localcloud.cluster.JobManagerProcess;
import io.spillway.localcloud.cluster.JobProgram;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import io.spillway.localcloud.cluster.Preparation;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.lifetime.Cleanup;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.lifetime.WorkDirectory;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.machine.LaunchTemplate;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A JobManager with its job, and TaskManagers that are Spot instances of an Auto Scaling group of
 * the local cloud with lifecycle hooks, as the Terraform module sets them up. {@link #close} may be
 * called by any thread at any moment and leaves nothing behind; the rest is for one thread.
 */
public final class AwsCluster implements AutoCloseable {
    /** The group's name. */
    public static final String GROUP = "taskmanagers";

    private static final String JOB_MANAGERS = "jobmanager";

    private static final Duration LAUNCH_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration JOIN_TIMEOUT = Duration.ofMinutes(4);
    private static final Duration STEADY = Duration.ofSeconds(2);

    private final Plan plan;
    private final Path home;
    private final Cleanup cleanup = new Cleanup();
    private WorkDirectory work;
    private LocalAws aws;
    private AutoScalingGroup group;
    private Optional<JobManagerProcess> jobManager = Optional.empty();
    private Optional<AutoScalingGroup> jobManagers = Optional.empty();
    private JobManagerRest rest;
    private Output output;

    /**
     * What kind of cluster it is.
     *
     * @param instances the group's desired capacity; it may grow to twice as many
     * @param state how much state the job has
     * @param terminateTimeout the terminate hook's heartbeat time-out
     * @param rebalances whether the group has capacity rebalancing
     * @param replacesJobManager whether the JobManager's machine is in a group of its own, which
     *     replaces it, and the next one goes on with the job by high availability; otherwise it
     *     just is there
     * @param settings keys and values beyond those that every cluster has
     */
    public record Plan(
            int instances,
            StateSize state,
            Duration terminateTimeout,
            boolean rebalances,
            boolean replacesJobManager,
            Map<String, String> settings) {}

    /**
     * Nothing is there until {@link #start}.
     *
     * @param home the unpacked tarball
     */
    public AwsCluster(Plan plan, Path home) {
        this.plan = plan;
        this.home = home;
    }

    /**
     * Starts everything. Blocks until the job runs on the whole group and its state is filled.
     *
     * @throws BenchException when something of it can't be started, or doesn't come up
     */
    public void start() throws BenchException, InterruptedException {
        try {
            work = cleanup.add(WorkDirectory.create("bench"));
            Processes processes = cleanup.add(new Processes(new ProcessVmLauncher()));
            aws = cleanup.add(LocalAws.start(AwsSettings.in(work.resolve("machines")), processes));
            if (!Preparation.run(home, work.resolve("prepare"), processes)) {
                throw new BenchException("spillway prepare failed; start it by hand to see why");
            }
            LoopbackAddresses addresses = LoopbackAddresses.onFreePorts();
            Path configuration = configuration(addresses);
            Path startSignal = work.resolve("start");
            SequenceJob job =
                    cleanup.add(
                            SequenceJob.start(home, plan.state(), plan.instances(), startSignal));
            output = job.output();
            rest = new JobManagerRest(addresses.restUrl());
            if (plan.replacesJobManager()) {
                jobManagers = Optional.of(jobManagers(configuration, job.program()));
            } else {
                jobManager =
                        Optional.of(
                                cleanup.add(
                                        JobManagerProcess.start(
                                                onMachine(
                                                        JobManagerProcess.spillway(
                                                                home,
                                                                configuration,
                                                                work.resolve("jobmanager"),
                                                                job.program())),
                                                processes,
                                                addresses.restUrl())));
            }
            group = aws.createGroup(groupSpec(configuration));
            awaitInService();
            Files.write(startSignal, new byte[0]);
            awaitFlow();
            Waiting.until("the state is filled", JOIN_TIMEOUT, output::isFilled);
        } catch (IOException | IllegalStateException e) {
            throw new BenchException(e.getMessage(), e);
        }
    }

    private Path configuration(LoopbackAddresses addresses) throws IOException {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("spillway.cloud", "aws");
        more.put("spillway.metric-sink.group", GROUP);
        if (plan.replacesJobManager()) {
            more.put("high-availability.type", "object-store");
        }
        more.putAll(plan.settings());
        Path configuration = work.resolve("conf");
        ConfigurationDirectory.write(
                configuration,
                home.resolve("conf"),
                BenchConfiguration.of(
                        ClusterKind.SPILLWAY,
                        addresses,
                        work.resolve("checkpoints"),
                        plan.state(),
                        more));
        return configuration;
    }

    /** The JobManager's machine is an EC2 instance, too; it just isn't in the group. */
    private VmSpec onMachine(VmSpec process) {
        Map<String, String> environment = new LinkedHashMap<>(process.environment());
        environment.putAll(aws.machineEnvironment("jobmanager"));
        return new VmSpec(
                process.id(),
                process.directory(),
                process.command(),
                environment,
                process.bootDelay());
    }

    private AutoScalingGroup jobManagers(Path configuration, JobProgram program) {
        Boot image =
                Boot.image(
                        (id, bootDelay) ->
                                JobManagerProcess.spillway(
                                        home,
                                        configuration,
                                        work.resolve("machines").resolve(id),
                                        program));
        return aws.createGroup(
                GroupSpec.of(
                        JOB_MANAGERS,
                        1,
                        1,
                        1,
                        InstanceTemplate.of(JOB_MANAGERS, "jobmanager", image)));
    }

    private GroupSpec groupSpec(Path configuration) {
        Boot image =
                Boot.image(
                        new LaunchTemplate(
                                home,
                                configuration,
                                Map.of(),
                                Preparation.environment(home),
                                work.resolve("machines")));
        GroupSpec spec =
                GroupSpec.of(
                                GROUP,
                                0,
                                2 * plan.instances(),
                                plan.instances(),
                                InstanceTemplate.of(GROUP, "taskmanager", image))
                        .withHooks(
                                HookSpec.launch("spillway-launch", LAUNCH_TIMEOUT),
                                HookSpec.terminate("spillway-terminate", plan.terminateTimeout()));
        return plan.rebalances() ? spec.withCapacityRebalance() : spec;
    }

    /** The cloud. */
    public LocalAws aws() {
        return aws;
    }

    /** The TaskManagers' group. */
    public AutoScalingGroup group() {
        return group;
    }

    /** The JobManager's group. */
    public AutoScalingGroup jobManagers() {
        return jobManagers.orElseThrow();
    }

    /** The instances that are in service, the oldest first. */
    public List<String> inService() {
        return group.instances().stream()
                .filter(each -> each.state() == GroupMember.State.IN_SERVICE)
                .map(GroupMember::id)
                .toList();
    }

    /** What an instance's agents have logged until now; nothing before the first line. */
    public String agentLog(String instance) throws IOException {
        Path folder = aws.instance(instance).orElseThrow().directory().resolve("log");
        if (!Files.isDirectory(folder)) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith("agent.log")).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    /**
     * An instance's agent.
     *
     * @throws BenchException when it has ended
     */
    public ProcessHandle agent(String instance) throws IOException, BenchException {
        Path claim =
                aws.instance(instance)
                        .orElseThrow()
                        .directory()
                        .resolve("log")
                        .resolve(".agent.pid");
        return ProcessHandle.of(Long.parseLong(Files.readString(claim).strip()))
                .orElseThrow(() -> new BenchException("the agent of " + instance + " has ended"));
    }

    /** The JobManager's REST API. */
    public JobManagerRest rest() {
        return rest;
    }

    /** What comes out of the job. */
    public Output output() {
        return output;
    }

    /** Blocks until as many instances are in service as there are to be. */
    public void awaitInService() throws BenchException, InterruptedException {
        Waiting.until(
                "%d instances are in service".formatted(group.desired()),
                JOIN_TIMEOUT,
                () -> {
                    requireAlive();
                    return inService().size() == group.desired();
                });
    }

    /** Blocks until output has come for a while at the parallelism that the group is good for. */
    public void awaitFlow() throws BenchException, InterruptedException {
        int parallelism = Math.min(group.desired(), plan.instances());
        Waiting.until(
                "output comes at parallelism " + parallelism,
                JOIN_TIMEOUT,
                () -> {
                    requireAlive();
                    return output.flows(parallelism, STEADY);
                });
    }

    /**
     * Makes sure that a JobManager that nobody replaces is there.
     *
     * @throws BenchException when it isn't; the message has its last words
     */
    public void requireAlive() throws BenchException {
        if (jobManager.isPresent() && !jobManager.get().isAlive()) {
            throw new BenchException("the JobManager ended early: " + jobManager.get().lastWords());
        }
    }

    /** Copies all log files to where they outlive the cluster. */
    public void saveLogs(Path directory) throws IOException {
        if (work != null) {
            work.saveLogs(directory);
        }
    }

    /** Kills every process and deletes every file. */
    @Override
    public void close() {
        cleanup.close();
    }
}
