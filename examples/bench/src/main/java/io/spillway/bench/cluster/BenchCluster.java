package io.spillway.bench.cluster;

import io.spillway.bench.BenchException;
import io.spillway.bench.measure.KafkaOutput;
import io.spillway.bench.measure.Output;
import io.spillway.demo.kafka.KafkaBroker;
import io.spillway.localcloud.cluster.ConfigurationDirectory;
import io.spillway.localcloud.cluster.JobManagerProcess;
import io.spillway.localcloud.cluster.JobProgram;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import io.spillway.localcloud.cluster.Preparation;
import io.spillway.localcloud.lifetime.Cleanup;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.lifetime.WorkDirectory;
import io.spillway.localcloud.machine.LaunchTemplate;
import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.localcloud.machine.VmTemplate;
import io.spillway.localcloud.stock.StockFlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JobManager with its job, TaskManagers, and the output of it all, as processes on this machine.
 * {@link #close} may be called by any thread at any moment and leaves nothing behind; the rest is
 * for one thread.
 */
public final class BenchCluster implements AutoCloseable {
    /** Records per second of the whole job. */
    public static final int RECORDS_PER_SECOND = 5000;

    /** More than a slot ever gets: the work for a record takes next to no time. */
    private static final int UNLIMITED = 1_000_000;

    private final Plan plan;
    private final Path home;
    private final Peers peers;
    private final Cleanup cleanup = new Cleanup();
    private final List<LocalVm> taskManagers = new ArrayList<>();
    private WorkDirectory work;
    private Processes processes;
    private VmTemplate template;
    private JobManager jobManager;
    private Optional<JobManager> standby = Optional.empty();
    private Optional<Coordination> coordination = Optional.empty();
    private Output output;
    private int launched;

    /**
     * What kind of cluster it is.
     *
     * @param kind whose processes
     * @param kafka whether the job reads from Kafka and writes to it in transactions
     * @param state how much state the job has
     * @param maxParallelism how many slots the job uses at most
     * @param highAvailability by what a second JobManager takes over; with {@link
     *     HighAvailability#NONE} there is none
     * @param settings keys and values beyond those that every cluster has
     */
    public record Plan(
            ClusterKind kind,
            boolean kafka,
            StateSize state,
            int maxParallelism,
            HighAvailability highAvailability,
            Map<String, String> settings) {}

    /**
     * Nothing is there until {@link #start}.
     *
     * @param home the unpacked tarball
     * @param peers where the jars of other servers are
     */
    public BenchCluster(Plan plan, Path home, Peers peers) {
        this.plan = plan;
        this.home = home;
        this.peers = peers;
    }

    private record JobManager(JobManagerProcess process, JobManagerRest rest) {}

    /**
     * Starts everything, and waits until the JobManager answers; TaskManagers may take longer.
     *
     * @throws BenchException when something of it can't be started
     */
    public void start(int count) throws BenchException, InterruptedException {
        try {
            work = cleanup.add(WorkDirectory.create("bench"));
            processes = cleanup.add(new Processes(new ProcessVmLauncher()));
            coordination = coordination();
            LoopbackAddresses addresses = LoopbackAddresses.onFreePorts();
            Path configuration = configuration("conf", addresses);
            JobProgram program = plan.kafka() ? kafkaJob() : sequenceJob();
            template = template(configuration);
            for (int i = 0; i < count; i++) {
                addTaskManager();
            }
            jobManager = startJobManager("jobmanager", configuration, addresses, program);
            if (coordination.isPresent()) {
                LoopbackAddresses others = LoopbackAddresses.onFreePorts();
                standby =
                        Optional.of(
                                startJobManager(
                                        "standby",
                                        configuration("conf-standby", others),
                                        others,
                                        program));
            }
        } catch (IOException | IllegalStateException e) {
            throw new BenchException(e.getMessage(), e);
        }
    }

    private Optional<Coordination> coordination() throws BenchException {
        return switch (plan.highAvailability()) {
            case NONE -> Optional.empty();
            case ZOOKEEPER ->
                    Optional.of(
                            cleanup.add(
                                    ZooKeeper.start(
                                            peers.zooKeeper(),
                                            work.resolve("zookeeper"),
                                            work.resolve("ha"))));
            case S3 -> Optional.of(cleanup.add(ObjectStore.s3(peers.s3Mock(), work.resolve("s3"))));
            case CLOUD_STORAGE -> Optional.of(cleanup.add(ObjectStore.cloudStorage()));
        };
    }

    private Path configuration(String name, LoopbackAddresses addresses) throws IOException {
        Map<String, String> more = new LinkedHashMap<>(plan.settings());
        coordination.ifPresent(server -> more.putAll(server.settings()));
        Path configuration = work.resolve(name);
        ConfigurationDirectory.write(
                configuration,
                home.resolve("conf"),
                BenchConfiguration.of(
                        plan.kind(), addresses, work.resolve("checkpoints"), plan.state(), more));
        return configuration;
    }

    private StockFlink stock(Path configuration) {
        return new StockFlink(home, configuration, List.of(), work.resolve("machines"));
    }

    private VmTemplate template(Path configuration)
            throws IOException, InterruptedException, BenchException {
        if (plan.kind() == ClusterKind.STOCK) {
            return stock(configuration);
        }
        if (!Preparation.run(home, work.resolve("prepare"), processes)) {
            throw new BenchException("spillway prepare failed; start it by hand to see why");
        }
        return new LaunchTemplate(
                home,
                configuration,
                Map.of(),
                Preparation.environment(home),
                work.resolve("machines"));
    }

    private JobManager startJobManager(
            String name, Path configuration, LoopbackAddresses addresses, JobProgram program)
            throws IOException, InterruptedException {
        Path directory = work.resolve(name);
        VmSpec spec =
                plan.kind() == ClusterKind.STOCK
                        ? stock(configuration).jobManager(directory, program)
                        : JobManagerProcess.spillway(home, configuration, directory, program);
        return new JobManager(
                cleanup.add(JobManagerProcess.start(spec, processes, addresses.restUrl())),
                new JobManagerRest(addresses.restUrl()));
    }

    private JobProgram sequenceJob() throws IOException {
        SequenceJob job =
                cleanup.add(
                        SequenceJob.start(
                                home,
                                plan.state(),
                                RECORDS_PER_SECOND,
                                plan.maxParallelism(),
                                0,
                                startSignal()));
        output = job.output();
        return job.program();
    }

    private JobProgram kafkaJob() throws IOException, InterruptedException {
        KafkaBroker broker =
                cleanup.add(
                        KafkaBroker.start(
                                home.resolve("local-cloud/kafka"),
                                work.resolve("kafka"),
                                processes));
        KafkaOutput kafka =
                cleanup.add(new KafkaOutput(broker, RECORDS_PER_SECOND, Clock.systemUTC()));
        output = kafka;
        return new JobProgram(
                home.resolve("examples/sine-wave.jar"), kafka.jobArguments(UNLIMITED));
    }

    private Path startSignal() {
        return work.resolve("start");
    }

    /** Lets the job begin, if it has not. It uses what TaskManagers there are then. */
    public void letJobStart() throws BenchException {
        try {
            Files.write(startSignal(), new byte[0]);
        } catch (IOException e) {
            throw new BenchException("the job can't be started: " + e, e);
        }
    }

    /** Launches one more TaskManager; it takes seconds until it has joined. */
    public LocalVm addTaskManager() throws BenchException {
        try {
            launched++;
            LocalVm vm = processes.launch(template.spec("tm-" + launched, Duration.ZERO));
            taskManagers.add(vm);
            return vm;
        } catch (IOException e) {
            throw new BenchException("a TaskManager can't be started: " + e.getMessage(), e);
        }
    }

    /** Takes the cores from everything that runs here, with so many busy processes for each. */
    public BusyProcesses startBusyProcesses(int perCore) throws BenchException {
        try {
            return BusyProcesses.start(
                    perCore * Runtime.getRuntime().availableProcessors(),
                    work.resolve("busy"),
                    processes);
        } catch (IOException e) {
            throw new BenchException("a busy process can't be started: " + e.getMessage(), e);
        }
    }

    /** Those that haven't been given up, the oldest first. */
    public List<LocalVm> taskManagers() {
        return List.copyOf(taskManagers);
    }

    /** Takes a TaskManager off the list that is going, or has gone; one that is left is killed. */
    public void giveUp(LocalVm vm) {
        vm.crash();
        taskManagers.remove(vm);
    }

    /** The REST API of the JobManager that leads, as far as it is known here. */
    public JobManagerRest rest() {
        return jobManager.rest();
    }

    /**
     * Kills the JobManager that leads, as a machine that is lost; {@link #rest} asks the other one
     * from now on. Blocks until it is gone.
     */
    public void killJobManager() throws InterruptedException {
        JobManagerProcess gone = changeJobManager();
        gone.kill();
    }

    /**
     * Sends SIGTERM to the JobManager that leads; {@link #rest} asks the other one from now on.
     * Doesn't block; it is killed when it doesn't end within 5 s.
     */
    public void stopJobManager() {
        JobManagerProcess gone = changeJobManager();
        Thread stopping = new Thread(gone::close, "stop-jobmanager");
        stopping.setDaemon(true);
        stopping.start();
    }

    private JobManagerProcess changeJobManager() {
        JobManagerProcess gone = jobManager.process();
        jobManager = standby.orElseThrow();
        standby = Optional.empty();
        return gone;
    }

    /** Requests that the store by which JobManagers agree has had; empty where none are counted. */
    public OptionalLong storeRequests() {
        return coordination.map(Coordination::requests).orElse(OptionalLong.empty());
    }

    /** What comes out of the job. */
    public Output output() {
        return output;
    }

    /**
     * Makes sure that the JobManager is there.
     *
     * @throws BenchException when it isn't; the message has its last words
     */
    public void requireAlive() throws BenchException {
        if (!jobManager.process().isAlive()) {
            throw new BenchException(
                    "the JobManager ended early: " + jobManager.process().lastWords());
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
