package io.spillway.demo.run;

import io.spillway.demo.kafka.KafkaBroker;
import io.spillway.demo.live.Interventions;
import io.spillway.demo.live.LivePage;
import io.spillway.demo.load.AdjustableLoad;
import io.spillway.demo.load.KeyedSequence;
import io.spillway.demo.load.LoadGenerator;
import io.spillway.demo.report.DemoRecording;
import io.spillway.demo.report.Event;
import io.spillway.demo.report.ReportWriter;
import io.spillway.demo.report.Sample;
import io.spillway.demo.verify.OutputWatch;
import io.spillway.localcloud.cluster.FreePorts;
import io.spillway.localcloud.cluster.JobManagerProcess;
import io.spillway.localcloud.cluster.JobProgram;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.lifetime.Cleanup;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.lifetime.WorkDirectory;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.restapi.FleetView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: Kafka, JobManager and fleet come up, the load runs, everything that was sent is waited
 * for and checked, everything goes, the report is written. {@link #close()} may be called by any
 * thread at any moment and leaves nothing behind.
 */
public final class DemoRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoRun.class);
    private static final String INPUT_TOPIC = "spillway-demo-in";
    private static final String OUTPUT_TOPIC = "spillway-demo-out";
    private static final Duration JOB_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STALLED = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long OBSERVE_MS = 800;
    private static final double LONGEST_MOVE_SECONDS = 10;

    private final DemoSettings settings;
    private final Path home;
    private final Audience listener;
    private final Cleanup cleanup = new Cleanup();
    private final FleetJournal journal = new FleetJournal();
    private final Sampler sampler = new Sampler(Tuning.RATE_PER_TASK_MANAGER, 1);
    private final Interventions interventions = new Interventions();
    private final AdjustableLoad load;
    private final LivePage page;

    private WorkDirectory work;
    private KafkaBroker broker;
    private JobManagerProcess jobManager;
    private JobObserver observer;
    private Optional<PlayedCloud> cloud = Optional.empty();
    private Fleet fleet;
    private OutputWatch output;
    private LoadGenerator generator;
    private long startedNanos;
    private final BitSet told = new BitSet();
    private volatile boolean recording;

    /**
     * Does nothing until {@link #run}.
     *
     * @param home the unpacked tarball
     */
    public DemoRun(DemoSettings settings, Path home, ProgressListener listener) {
        this.settings = settings;
        this.home = home;
        this.load = new AdjustableLoad(settings.load());
        this.page =
                PageOfRun.of(
                        settings,
                        () -> recording ? Optional.of(fleet) : Optional.empty(),
                        load,
                        interventions,
                        this::second,
                        journal);
        this.listener = new Audience(listener, page, () -> generator != null);
    }

    /**
     * Runs it all. Blocks for the load's duration and about a minute more.
     *
     * @param reportDirectory where the report goes, and the logs when the run fails
     * @throws DemoException when something of it can't be started or ends early
     */
    public DemoResult run(Path reportDirectory)
            throws DemoException, IOException, InterruptedException {
        try {
            startEverything();
            runLoad();
            OutputWatch.Verdict verdict = finish();
            cloud.ifPresent(played -> listener.phase(played.account()));
            DemoRecording recorded =
                    new Recorder(settings, startedEpochMs(), output::longestGapMs)
                            .record(sampler.samples(), journal, verdict);
            List<Path> report = ReportWriter.write(recorded, reportDirectory);
            DemoResult result =
                    new DemoResult(
                            recorded, verdict.foreign(), report, interventions.provokedFailures());
            if (!result.isGood(settings.loss())) {
                work.saveLogs(reportDirectory.resolve("logs"));
            }
            listener.phase("Stopping everything");
            page.ended(
                    journal.marks(),
                    recorded.totals(),
                    verdict.foreign(),
                    result.isGood(settings.loss()),
                    interventions,
                    report.get(0));
            return result;
        } catch (DemoException e) {
            page.failed(e.getMessage());
            if (work == null) {
                throw e;
            }
            work.saveLogs(reportDirectory.resolve("logs"));
            throw new DemoException(
                    e.getMessage() + " (logs: " + reportDirectory.resolve("logs") + ")", e);
        } finally {
            close();
        }
    }

    private void startEverything() throws DemoException, IOException, InterruptedException {
        LoopbackAddresses addresses = addresses(settings.port());
        cleanup.add(page);
        if (settings.page()) {
            // The address holds the page's token: for the terminal alone.
            listener.screen().phase("The page is at " + PageOfRun.open(page, settings.pagePort()));
        }
        work = cleanup.add(WorkDirectory.create("demo"));
        Processes processes = cleanup.add(new Processes(new ProcessVmLauncher()));
        cloud = startCloud(processes);
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

        listener.phase("Starting the JobManager and the first TaskManager");
        observer =
                new JobObserver(
                        fleetProcesses.source(addresses.restUrl(), Clock.systemUTC()),
                        addresses.restUrl(),
                        this::traffic);
        fleet = cleanup.add(makeFleet(fleetProcesses, processes));
        fleet.addListener(this::note);
        fleet.start();
        jobManager = cleanup.add(startJobManager(fleetProcesses, processes, addresses));
        if (settings.page()) {
            listener.phase("Flink's own page is at " + addresses.restUrl());
        }
        startObserving();
        awaitJob();
    }

    private Optional<PlayedCloud> startCloud(Processes processes)
            throws DemoException, IOException {
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

    private Fleet makeFleet(FleetProcesses fleetProcesses, Processes processes) {
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

    private JobManagerProcess startJobManager(
            FleetProcesses fleetProcesses, Processes processes, LoopbackAddresses addresses)
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

    /** A free port for RPC, and the one for REST. */
    private static LoopbackAddresses addresses(int restPort) throws DemoException, IOException {
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

    private void startObserving() {
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "observer");
                            thread.setDaemon(true);
                            return thread;
                        });
        ScheduledFuture<?> looks =
                executor.scheduleWithFixedDelay(
                        this::observe, 0, OBSERVE_MS, TimeUnit.MILLISECONDS);
        cleanup.add(
                () -> {
                    looks.cancel(true);
                    executor.shutdownNow();
                });
    }

    private void observe() {
        try {
            JobObserver.Observation observed = observer.observe();
            FleetView seen = observed.fleet();
            fleet.noteJoined(seen);
            List<GroupMember> members = fleet.members();
            page.look(seen, members, observed.loadPerTaskManager());
            if (recording) {
                journal.look(second(), seen);
                interventions.look(
                        second(),
                        journal.failures(),
                        members.stream().map(GroupMember::id).collect(Collectors.toSet()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // An exception would end the looks; the next one may do better.
            LOG.warn("A look at the fleet failed", e);
        }
    }

    private void awaitJob() throws DemoException, InterruptedException {
        long deadline = System.nanoTime() + JOB_TIMEOUT.toNanos();
        while (observer.latest().parallelism() == 0) {
            requireAlive();
            if (System.nanoTime() - deadline > 0) {
                throw new DemoException(
                        "the job doesn't run after %d s; %d TaskManagers have joined"
                                .formatted(
                                        JOB_TIMEOUT.toSeconds(), observer.latest().taskManagers()));
            }
            pause(LOOK_NANOS);
        }
    }

    private void runLoad() throws DemoException, InterruptedException {
        output =
                cleanup.add(
                        new OutputWatch(
                                broker.bootstrapServers(),
                                OUTPUT_TOPIC,
                                Tuning.OUTPUT_PARTITIONS,
                                Tuning.KEYS,
                                System.currentTimeMillis()));
        generator =
                cleanup.add(
                        new LoadGenerator(
                                broker.bootstrapServers(),
                                INPUT_TOPIC,
                                load,
                                new KeyedSequence(
                                        Tuning.KEYS, Tuning.INPUT_PARTITIONS, settings.seed())));
        listener.phase("The load runs");
        output.start();
        generator.start();
        startedNanos = System.nanoTime();
        recording = true;
        fleet.follow();
        long seconds = settings.duration().toSeconds();
        for (int tick = 1; tick <= seconds; tick++) {
            awaitSecond(tick);
            requireAlive();
            tell(takeSample());
        }
        fleet.hold();
    }

    private Sample takeSample() {
        return sampler.take(
                second(),
                new Sampler.Counters(generator.acknowledged(), output.written(), output.position()),
                observer.latest(),
                fleet.desired());
    }

    private void tell(Sample sample) {
        page.sample(sample, journal.marks(), journal.failures(), journal.lastDrainMs());
        List<Event> events = journal.events();
        for (int i = told.nextClearBit(0); i < events.size(); i = told.nextClearBit(i + 1)) {
            Event event = events.get(i);
            boolean lasts = event.kind() == Event.Kind.DRAIN || event.kind() == Event.Kind.RESCALE;
            // What lasts is told of when it is over.
            if (!lasts
                    || event.durationMs() != null
                    || sample.second() - event.second() > LONGEST_MOVE_SECONDS) {
                told.set(i);
                listener.event(event);
            }
        }
        Duration elapsed = Duration.ofMillis(Math.round(sample.second() * 1000));
        Duration remaining = settings.duration().minus(elapsed);
        listener.progress(
                new Progress(
                        elapsed,
                        remaining.isNegative() ? Duration.ZERO : remaining,
                        sample.offeredRate(),
                        sample.throughput(),
                        sample.lagRecords(),
                        sample.taskManagers(),
                        sample.desiredTaskManagers(),
                        sample.idealTaskManagers(),
                        sample.busyFraction(),
                        journal.rescales(),
                        journal.failures(),
                        journal.lastDrainMs()));
    }

    /** Stops the load, waits for everything that was sent, and judges it. */
    private OutputWatch.Verdict finish() throws DemoException, InterruptedException {
        listener.phase("The load is over: waiting for the last records");
        long[] offered = generator.stop();
        generator
                .failure()
                .ifPresent(e -> journal.add(note("the load generator failed: " + e.getMessage())));
        long all = 0;
        for (long records : offered) {
            all += records;
        }
        long committed = -1;
        long lastGain = System.nanoTime();
        while (output.committed() < all || !output.isDrained()) {
            requireAlive();
            if (output.committed() > committed) {
                committed = output.committed();
                lastGain = System.nanoTime();
            } else if (System.nanoTime() - lastGain > STALLED.toNanos()) {
                // What is missing now is lost; the verdict says how much.
                journal.add(
                        note(
                                "nothing was committed for %d s; %d of %d records were"
                                        .formatted(STALLED.toSeconds(), committed, all)));
                break;
            }
            pause(LOOK_NANOS);
        }
        recording = false;
        listener.phase("Checking that every record was counted exactly once");
        return output.verdict(offered);
    }

    /** By the rate that is meant, which is known at any moment. */
    private JobObserver.Traffic traffic() {
        if (!recording) {
            return new JobObserver.Traffic(0, 0);
        }
        double lag = Math.max(0, generator.acknowledged() - output.position());
        return new JobObserver.Traffic(lag, load.rate(second()));
    }

    private long startedEpochMs() {
        return System.currentTimeMillis() - Math.round(second() * 1000);
    }

    private void note(GroupEvent event) {
        if (!recording) {
            return;
        }
        Event.Kind kind =
                switch (event.kind()) {
                    case LAUNCHED -> Event.Kind.SCALE_OUT;
                    case STOPPING -> Event.Kind.SCALE_IN;
                    // That a TaskManager was lost is the JobManager's to tell.
                    case KILLED, DIED, LAUNCH_FAILED -> Event.Kind.NOTE;
                    case DESIRED_CAPACITY, JOINED, STOPPED, FROZEN, THAWED -> null;
                };
        if (kind != null) {
            journal.add(new Event(second(), kind, event.vm(), event.text(), null));
        }
    }

    private Event note(String text) {
        return new Event(second(), Event.Kind.NOTE, null, text, null);
    }

    private double second() {
        return Math.max(0, (System.nanoTime() - startedNanos) / 1e9);
    }

    private void requireAlive() throws DemoException {
        if (!broker.isAlive()) {
            throw new DemoException("Kafka ended early");
        }
        if (!jobManager.isAlive()) {
            throw new DemoException("the JobManager ended early: " + jobManager.lastWords());
        }
        if (output != null && output.failure().isPresent()) {
            throw new DemoException(
                    "the output can't be read: " + output.failure().get().getMessage());
        }
        if (generator != null && generator.failure().isPresent()) {
            throw new DemoException(
                    "the load can't be written: " + generator.failure().get().getMessage());
        }
    }

    private void awaitSecond(long second) throws InterruptedException {
        long due = startedNanos + TimeUnit.SECONDS.toNanos(second);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            pause(left);
        }
    }

    private static void pause(long nanos) throws InterruptedException {
        LockSupport.parkNanos(nanos);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Takes down whatever is there. */
    @Override
    public void close() {
        cleanup.close();
    }
}
