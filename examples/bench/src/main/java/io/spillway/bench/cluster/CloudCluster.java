package io.spillway.bench.cluster;

import io.spillway.bench.BenchException;
import io.spillway.bench.measure.Output;
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
 * A JobManager with its job, and TaskManagers that are Spot machines of a group of the local cloud.
 * {@link #close} may be called by any thread at any moment and leaves nothing behind; the rest is
 * for one thread.
 *
 * @param <F> the cloud that they are on
 */
public final class CloudCluster<F extends CloudFleet> implements AutoCloseable {
    private static final Duration JOIN_TIMEOUT = Duration.ofMinutes(4);
    private static final Duration STEADY = Duration.ofSeconds(2);

    private final Plan plan;
    private final CloudFleet.Cloud<F> cloud;
    private final Path home;
    private final Cleanup cleanup = new Cleanup();
    private WorkDirectory work;
    private F fleet;
    private Optional<JobManagerProcess> jobManager = Optional.empty();
    private JobManagerRest rest;
    private Output output;

    /**
     * What kind of cluster it is.
     *
     * @param instances how many TaskManagers there are; the group may grow to twice as many
     * @param state how much state the job has
     * @param recordsPerSecond of the whole job
     * @param replacesJobManager whether the JobManager's machine is in a group of its own, which
     *     replaces it, and the next one goes on with the job by high availability; otherwise it
     *     just is there
     * @param checkpointSeconds what each checkpoint takes longer; 0 or more
     * @param settings keys and values beyond those that every cluster has
     */
    public record Plan(
            int instances,
            StateSize state,
            int recordsPerSecond,
            boolean replacesJobManager,
            int checkpointSeconds,
            Map<String, String> settings) {

        /** A JobManager that nobody replaces, a load as in other benchmarks, and a small state. */
        public static Plan of(int instances, Map<String, String> settings) {
            return new Plan(
                    instances,
                    StateSize.SMALL,
                    BenchCluster.RECORDS_PER_SECOND,
                    false,
                    0,
                    settings);
        }

        /** The same with a JobManager that is replaced. */
        public Plan replacingJobManager() {
            return new Plan(instances, state, recordsPerSecond, true, checkpointSeconds, settings);
        }

        /** The same with one setting more. */
        public Plan with(String key, String value) {
            Map<String, String> more = new LinkedHashMap<>(settings);
            more.put(key, value);
            return new Plan(
                    instances,
                    state,
                    recordsPerSecond,
                    replacesJobManager,
                    checkpointSeconds,
                    more);
        }

        /** The same with another load. */
        public Plan at(int records) {
            return new Plan(
                    instances, state, records, replacesJobManager, checkpointSeconds, settings);
        }
    }

    /**
     * Nothing is there until {@link #start}.
     *
     * @param home the unpacked tarball
     */
    public CloudCluster(Plan plan, CloudFleet.Cloud<F> cloud, Path home) {
        this.plan = plan;
        this.cloud = cloud;
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
            fleet = cleanup.add(cloud.start(machines(), processes));
            if (!Preparation.run(home, work.resolve("prepare"), processes)) {
                throw new BenchException("spillway prepare failed; start it by hand to see why");
            }
            LoopbackAddresses addresses = LoopbackAddresses.onFreePorts();
            Path configuration = configuration(addresses);
            Path startSignal = work.resolve("start");
            SequenceJob job =
                    cleanup.add(
                            SequenceJob.start(
                                    home,
                                    plan.state(),
                                    plan.recordsPerSecond(),
                                    plan.instances(),
                                    plan.checkpointSeconds(),
                                    startSignal));
            output = job.output();
            rest = new JobManagerRest(addresses.restUrl());
            if (plan.replacesJobManager()) {
                fleet.createJobManager(jobManagerImage(configuration, job.program()));
            } else {
                jobManager =
                        Optional.of(
                                cleanup.add(
                                        JobManagerProcess.start(
                                                fleet.onMachine(
                                                        JobManagerProcess.spillway(
                                                                home,
                                                                configuration,
                                                                work.resolve("jobmanager"),
                                                                job.program())),
                                                processes,
                                                addresses.restUrl())));
            }
            fleet.createTaskManagers(taskManagerImage(configuration), plan.instances());
            awaitInService();
            Files.write(startSignal, new byte[0]);
            awaitFlow();
            Waiting.until("the state is filled", JOIN_TIMEOUT, output::isFilled);
        } catch (IOException | IllegalStateException e) {
            throw new BenchException(e.getMessage(), e);
        }
    }

    private Path machines() {
        return work.resolve("machines");
    }

    private Path configuration(LoopbackAddresses addresses) throws IOException {
        Map<String, String> more = new LinkedHashMap<>(fleet.settings());
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

    private Boot jobManagerImage(Path configuration, JobProgram program) {
        return Boot.image(
                (id, bootDelay) ->
                        JobManagerProcess.spillway(
                                home, configuration, machines().resolve(id), program));
    }

    private Boot taskManagerImage(Path configuration) {
        return Boot.image(
                new LaunchTemplate(
                        home, configuration, Map.of(), Preparation.environment(home), machines()));
    }

    /** The cloud. */
    public F fleet() {
        return fleet;
    }

    /** The instances that are in service, the oldest first. */
    public List<String> inService() {
        return fleet.members().stream()
                .filter(each -> each.state() == GroupMember.State.IN_SERVICE)
                .map(GroupMember::id)
                .toList();
    }

    /** What an instance's agents have logged until now; nothing before the first line. */
    public String log(String instance) throws IOException {
        return logs(instance, "agent.log");
    }

    /** The same of its TaskManagers. */
    public String taskManagerLog(String instance) throws IOException {
        return logs(instance, "taskmanager.log");
    }

    /** The same of its JobManagers, where machines of a group are JobManagers. */
    public String jobManagerLog(String instance) throws IOException {
        return logs(instance, "jobmanager.log");
    }

    private String logs(String instance, String name) throws IOException {
        Path folder = fleet.machine(instance).directory().resolve(ProcessVmLauncher.LOGS);
        if (!Files.isDirectory(folder)) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(name)).toList()) {
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
                fleet.machine(instance)
                        .directory()
                        .resolve(ProcessVmLauncher.LOGS)
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
                "%d instances are in service".formatted(fleet.desired()),
                JOIN_TIMEOUT,
                () -> {
                    requireAlive();
                    return inService().size() == fleet.desired();
                });
    }

    /** Blocks until output has come for a while at the parallelism that the group is good for. */
    public void awaitFlow() throws BenchException, InterruptedException {
        int parallelism = Math.min(fleet.desired(), plan.instances());
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
