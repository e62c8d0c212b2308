package io.spillway.demo.run;

import io.spillway.demo.kafka.KafkaBroker;
import io.spillway.localcloud.cluster.FreePorts;
import io.spillway.localcloud.cluster.JobManagerProcess;
import io.spillway.localcloud.cluster.JobProgram;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.lifetime.Cleanup;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.lifetime.WorkDirectory;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The processes of a run: the cloud that is played, Kafka, the JobManager and the fleet. Whoever
 * made it takes them down by the cleanup that it was given.
 */
final class DemoCluster {
    static final String INPUT_TOPIC = "spillway-demo-in";
    static final String OUTPUT_TOPIC = "spillway-demo-out";

    private final DemoSettings settings;
    private final Path home;
    private final ProgressListener listener;
    private final Cleanup cleanup;
    private final LoopbackAddresses addresses;
    private final WorkDirectory work;
    private final Processes processes;
    private Optional<PlayedCloud> cloud = Optional.empty();
    private KafkaBroker broker;
    private JobManagerProcess jobManager;
    private JobObserver observer;
    private Fleet fleet;

    /**
     * Nothing but a directory until {@link #start}.
     *
     * @param home the unpacked tarball
     */
    DemoCluster(
            DemoSettings settings,
            Path home,
            LoopbackAddresses addresses,
            ProgressListener listener,
            Cleanup cleanup)
            throws IOException {
        this.settings = settings;
        this.home = home;
        this.addresses = addresses;
        this.listener = listener;
        this.cleanup = cleanup;
        this.work = cleanup.add(WorkDirectory.create("demo"));
        this.processes = cleanup.add(new Processes(new ProcessVmLauncher()));
    }

    /** A free port for RPC, and the one for REST. */
    static LoopbackAddresses addresses(int restPort) throws DemoException, IOException {
        if (restPort == 0) {
            return LoopbackAddresses.onFreePorts();
        }
        try (ServerSocket rest = new ServerSocket()) {
            rest.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), restPort));
        } catch (IOException e) {
            throw new DemoException(
                    "--port: %d can't be had (%s); name another one, or none for any that is free"
                            .formatted(restPort, e.getMessage()),
                    e);
        }
        return new LoopbackAddresses(FreePorts.find(1).get(0), restPort);
    }

    /**
     * Starts all of it. Blocks until the JobManager answers; the job may not run yet.
     *
     * @param traffic how the load is, for the scaling rule
     * @param events who hears what happens to machines
     */
    void start(Supplier<JobObserver.Traffic> traffic, Consumer<GroupEvent> events)
            throws DemoException, IOException, InterruptedException {
        cloud = startCloud();
        ClusterConfiguration cluster =
                new ClusterConfiguration(
                        addresses,
                        cloud.map(PlayedCloud::checkpoints)
                                .orElse(work.resolve("checkpoints").toUri().toString()),
                        settings.mode(),
                        cloud.map(PlayedCloud::settings).orElse(Map.of()));
        Path configuration = work.resolve("conf");
        cluster.write(configuration, home.resolve("conf"));

        FleetProcesses fleetProcesses =
                new FleetProcesses(settings.mode(), home, configuration, work.path());
        fleetProcesses.prepare(processes, listener);

        listener.phase("Starting Kafka");
        startKafka();

        listener.phase("Starting the JobManager and the first TaskManager");
        observer =
                new JobObserver(
                        fleetProcesses.source(addresses.restUrl(), Clock.systemUTC()),
                        addresses.restUrl(),
                        traffic);
        fleet = cleanup.add(makeFleet(fleetProcesses));
        fleet.addListener(events);
        fleet.start();
        jobManager = cleanup.add(startJobManager(fleetProcesses));
        if (settings.page()) {
            listener.phase("Flink's own page is at " + addresses.restUrl());
        }
    }

    private Optional<PlayedCloud> startCloud() throws DemoException, IOException {
        if (settings.cloud() == Cloud.NONE) {
            return Optional.empty();
        }
        listener.phase("Starting %s on this machine".formatted(settings.cloud().title()));
        Path machines = work.resolve("machines");
        return Optional.of(
                cleanup.add(
                        settings.cloud() == Cloud.GCP
                                ? GcpCloud.start(home, machines, processes, settings.scaleInBy())
                                : AwsCloud.start(
                                        home,
                                        settings.s3Server().orElseThrow(),
                                        work.path(),
                                        machines,
                                        processes)));
    }

    private void startKafka() throws IOException, InterruptedException {
        broker =
                cleanup.add(
                        KafkaBroker.start(
                                home.resolve("local-cloud/kafka"),
                                work.resolve("kafka"),
                                processes));
        broker.createTopic(INPUT_TOPIC, Tuning.INPUT_PARTITIONS, Map.of());
        broker.createTopic(
                OUTPUT_TOPIC,
                Tuning.OUTPUT_PARTITIONS,
                Map.of("message.timestamp.type", "LogAppendTime"));
    }

    private Fleet makeFleet(FleetProcesses fleetProcesses) {
        if (cloud.isPresent()) {
            return cloud.get().fleet(fleetProcesses.machines(), settings.maxTaskManagers());
        }
        return new LocalFleet(
                fleetProcesses.machines(),
                settings.maxTaskManagers(),
                new LeavingLauncher(processes, settings.loss()),
                settings.rule(),
                observer);
    }

    private JobManagerProcess startJobManager(FleetProcesses fleetProcesses)
            throws DemoException, InterruptedException {
        JobProgram program = new JobProgram(home.resolve("examples/sine-wave.jar"), jobArguments());
        try {
            VmSpec own = fleetProcesses.jobManager(program);
            return JobManagerProcess.start(
                    cloud.map(played -> played.jobManager(own)).orElse(own),
                    processes,
                    addresses.restUrl());
        } catch (IOException e) {
            throw new DemoException(e.getMessage(), e);
        }
    }

    private List<String> jobArguments() {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--bootstrap-servers",
                                broker.bootstrapServers(),
                                "--input-topic",
                                INPUT_TOPIC,
                                "--output-topic",
                                OUTPUT_TOPIC,
                                // The broker is this run's own: nobody else has transactions there.
                                "--transactional-id-prefix",
                                "spillway-demo",
                                "--records-per-second-per-slot",
                                Integer.toString(Tuning.RATE_PER_TASK_MANAGER / Tuning.SLOTS)));
        if (settings.realCpu()) {
            arguments.add("--real-cpu");
        }
        return arguments;
    }

    /** Where Kafka is. */
    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Who looks at the job. */
    JobObserver observer() {
        return observer;
    }

    Fleet fleet() {
        return fleet;
    }

    /** What was asked of the cloud, for people; empty where none is played. */
    Optional<String> account() {
        return cloud.map(PlayedCloud::account);
    }

    /** Fails when something has ended that may not. */
    void requireAlive() throws DemoException {
        if (!broker.isAlive()) {
            throw new DemoException("Kafka ended early");
        }
        if (!jobManager.isAlive()) {
            throw new DemoException("the JobManager ended early: " + jobManager.lastWords());
        }
    }

    /** Keeps the logs of all processes. */
    void saveLogs(Path directory) throws IOException {
        work.saveLogs(directory);
    }
}
