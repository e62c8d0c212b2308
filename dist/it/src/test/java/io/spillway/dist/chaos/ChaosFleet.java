package io.spillway.dist.chaos;

import io.spillway.demo.kafka.KafkaBroker;
import io.spillway.localcloud.cluster.ConfigurationDirectory;
import io.spillway.localcloud.cluster.JobManagerProcess;
import io.spillway.localcloud.cluster.JobProgram;
import io.spillway.localcloud.cluster.LoopbackAddresses;
import io.spillway.localcloud.cluster.Preparation;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.group.GroupSettings;
import io.spillway.localcloud.group.LocalGroup;
import io.spillway.localcloud.lifetime.Cleanup;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.machine.LaunchTemplate;
import io.spillway.localcloud.machine.ProcessVmLauncher;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.MissingNode;

/**
 * A Kafka broker, a JobManager that can die, and a group of TaskManagers, all processes; and what
 * can be done to them. Thread-safe but for those that start a JobManager, which are for one thread.
 */
final class ChaosFleet implements AutoCloseable {
    static final String INPUT = "chaos-in";
    static final String OUTPUT = "chaos-out";
    static final int INPUT_PARTITIONS = 12;
    static final int OUTPUT_PARTITIONS = 4;

    /** How many machines the group has at least. */
    static final int LEAST = 2;

    private static final int MOST = 4;
    private static final int FIRST = 3;
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(15);

    /** Short: it doubles with each early death in a row, and machines die all the time here. */
    private static final Duration REPLACEMENT_DELAY = Duration.ofMillis(10);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Path work;
    private final Map<String, Object> more;
    private final int first;
    private final Consumer<String> journal;
    private final Cleanup cleanup = new Cleanup();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(REQUEST_TIMEOUT)
                    .build();
    private Processes processes;
    private LoopbackAddresses addresses;
    private KafkaBroker broker;
    private LocalGroup group;
    private JobManagerProcess jobManager;
    private final AtomicInteger jobManagers = new AtomicInteger();

    /**
     * Nothing is there until {@link #start}.
     *
     * @param home the unpacked tarball
     * @param work for data, logs and checkpoints
     * @param journal hears of everything that happens
     */
    ChaosFleet(Path home, Path work, Consumer<String> journal) {
        this(home, work, Map.of(), FIRST, journal);
    }

    /**
     * The same with other settings.
     *
     * @param more these win
     * @param first how many machines there are to begin with
     */
    ChaosFleet(
            Path home, Path work, Map<String, Object> more, int first, Consumer<String> journal) {
        this.home = home;
        this.work = work;
        this.more = more;
        this.first = first;
        this.journal = journal;
    }

    void start() throws IOException, InterruptedException {
        prepare();
        startJobManager();
    }

    /**
     * The same with a second JobManager that is started at the same moment.
     *
     * @return the second
     */
    JobManagerProcess startWithTwo(LoopbackAddresses second)
            throws IOException, InterruptedException {
        prepare();
        FutureTask<JobManagerProcess> other = new FutureTask<>(() -> startStandby(second));
        Thread thread = new Thread(other, "second-jobmanager");
        thread.start();
        try {
            startJobManager();
        } finally {
            thread.join();
        }
        try {
            return other.get();
        } catch (ExecutionException e) {
            throw new IOException("the second JobManager didn't start", e.getCause());
        }
    }

    private void prepare() throws IOException, InterruptedException {
        processes = cleanup.add(new Processes(new ProcessVmLauncher()));
        addresses = LoopbackAddresses.onFreePorts();
        if (!Preparation.run(home, work.resolve("prepare"), processes)) {
            throw new IOException("spillway prepare failed");
        }
        broker =
                cleanup.add(
                        KafkaBroker.start(
                                home.resolve("local-cloud/kafka"),
                                work.resolve("kafka"),
                                processes));
        broker.createTopic(INPUT, INPUT_PARTITIONS, Map.of());
        broker.createTopic(
                OUTPUT, OUTPUT_PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
        configure(Optional.empty());
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "chaos-group");
                            thread.setDaemon(true);
                            return thread;
                        });
        cleanup.add(executor::shutdownNow);
        group =
                cleanup.add(
                        new LocalGroup(
                                new GroupSettings(
                                        "vm", LEAST, MOST, first, GRACE_PERIOD, REPLACEMENT_DELAY),
                                new LaunchTemplate(
                                        home,
                                        configuration(),
                                        Map.of(),
                                        Preparation.environment(home),
                                        work.resolve("machines")),
                                processes,
                                Clock.systemUTC(),
                                executor));
        group.addListener(event -> journal.accept("group: " + event.text()));
        group.start();
    }

    /** The machines. */
    LocalGroup group() {
        return group;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    boolean isBrokerAlive() {
        return broker.isAlive();
    }

    boolean isJobManagerAlive() {
        return jobManager.isAlive();
    }

    String jobManagersLastWords() {
        return jobManager.lastWords();
    }

    /** Machines that are neither going nor frozen, the oldest first. */
    List<String> machines() {
        return group.members().stream()
                .filter(m -> m.state() != GroupMember.State.STOPPING && !m.frozen())
                .map(GroupMember::id)
                .toList();
    }

    void stop(String machine) {
        group.stop(machine);
    }

    void kill(String machine) {
        group.crash(machine);
    }

    void freeze(String machine) {
        group.freeze(machine);
    }

    void thaw(String machine) {
        group.thaw(machine);
    }

    void thawAll() {
        group.members().stream().filter(GroupMember::frozen).forEach(m -> group.thaw(m.id()));
    }

    /** One machine more or less, within the group's limits. */
    void resize(int by) {
        group.setDesired(Math.max(LEAST, Math.min(MOST, group.desired() + by)));
    }

    /** Posts a drain; what it says doesn't matter. */
    void drain(String machine) throws InterruptedException {
        journal.accept(
                "drain of %s: %d"
                        .formatted(
                                machine,
                                send(
                                        request("/fleet/drains")
                                                .POST(
                                                        HttpRequest.BodyPublishers.ofString(
                                                                "{\"taskManagers\":[\"%s\"],\"reason\":\"MAINTENANCE\",\"timeLeftMs\":30000}"
                                                                        .formatted(machine))))));
    }

    /** Cancels a drain, unless it is done. */
    void cancelDrain(String machine) throws InterruptedException {
        journal.accept(
                "drain of %s cancelled: %d"
                        .formatted(machine, send(request("/fleet/drains/" + machine).DELETE())));
    }

    /** Asks the job for a checkpoint. */
    void checkpoint() throws InterruptedException {
        JsonNode jobs = get("/jobs").path("jobs");
        String job = jobs.path(0).path("id").asText("none");
        journal.accept(
                "checkpoint: "
                        + send(
                                request("/jobs/" + job + "/checkpoints")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        "{\"checkpointType\":\"CONFIGURED\"}"))));
    }

    /** What {@code GET /fleet} says; a missing node when nobody answers. */
    JsonNode fleet() throws InterruptedException {
        return get("/fleet");
    }

    /** The job and the TaskManagers with their states, in a line. */
    String summary() throws InterruptedException {
        JsonNode fleet = fleet();
        List<String> taskManagers = new ArrayList<>();
        for (JsonNode each : fleet.path("taskManagers")) {
            taskManagers.add(each.path("id").asText() + " " + each.path("state").asText());
        }
        return "job %s, parallelism %d, TaskManagers %s; machines %s"
                .formatted(
                        fleet.path("job").path("state").asText("unknown"),
                        fleet.path("job").path("parallelism").asInt(),
                        taskManagers,
                        machines());
    }

    /** Kills the JobManager and starts another, which goes on from the last checkpoint. */
    void restartJobManager() throws IOException, InterruptedException {
        jobManager.kill();
        Optional<Path> last = lastCheckpoint();
        journal.accept("JobManager killed; the next one goes on from " + last);
        configure(last);
        startJobManager();
    }

    private void startJobManager() throws IOException, InterruptedException {
        jobManager = startJobManager(configuration(), addresses);
    }

    /**
     * Starts another JobManager besides, with addresses of its own; it waits until it is needed.
     */
    JobManagerProcess startStandby(LoopbackAddresses at) throws IOException, InterruptedException {
        Path own = work.resolve("conf-" + at.restPort());
        Map<String, Object> settings = settings();
        settings.putAll(at.settings());
        ConfigurationDirectory.write(own, home.resolve("conf"), settings);
        return startJobManager(own, at);
    }

    /** The JobManager that was started first. */
    JobManagerProcess firstJobManager() {
        return jobManager;
    }

    /** Where the JobManager that was started first is. */
    URI firstAddress() {
        return addresses.restUrl();
    }

    /** Whether the job runs with all its tasks, as one JobManager says. */
    boolean runs(URI jobManagerAddress) throws InterruptedException {
        JsonNode job = get(jobManagerAddress.resolve("/fleet")).path("job");
        return job.path("state").asText().equals("RUNNING");
    }

    /**
     * How many jobs there are that aren't over, as a JobManager says; one that stands by asks the
     * leader.
     */
    int jobs(URI jobManagerAddress) throws InterruptedException {
        int jobs = 0;
        for (JsonNode job : get(jobManagerAddress.resolve("/jobs")).path("jobs")) {
            if (!List.of("FINISHED", "CANCELED", "FAILED").contains(job.path("status").asText())) {
                jobs++;
            }
        }
        return jobs;
    }

    private JobManagerProcess startJobManager(Path configuration, LoopbackAddresses at)
            throws IOException, InterruptedException {
        Path directory = work.resolve("jobmanager-" + jobManagers.incrementAndGet());
        return JobManagerProcess.start(
                JobManagerProcess.spillway(
                        home,
                        configuration,
                        directory,
                        new JobProgram(
                                home.resolve("examples/sine-wave.jar"),
                                List.of(
                                        "--bootstrap-servers",
                                        bootstrapServers(),
                                        "--input-topic",
                                        INPUT,
                                        "--output-topic",
                                        OUTPUT,
                                        "--transactional-id-prefix",
                                        "chaos",
                                        "--records-per-second-per-slot",
                                        "2000"))),
                processes,
                at.restUrl());
    }

    /** That with the highest number whose metadata is written. */
    private Optional<Path> lastCheckpoint() throws IOException {
        Path folder = work.resolve("checkpoints");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder, 3)) {
            return files.filter(f -> f.endsWith("_metadata"))
                    .map(Path::getParent)
                    .max(Comparator.comparingLong(ChaosFleet::number));
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().replace("chk-", ""));
    }

    private Path configuration() {
        return work.resolve("conf");
    }

    private void configure(Optional<Path> restore) throws IOException {
        Map<String, Object> settings = settings();
        restore.ifPresent(
                checkpoint -> settings.put("execution.state-recovery.path", checkpoint.toUri()));
        ConfigurationDirectory.write(configuration(), home.resolve("conf"), settings);
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(addresses.settings());
        settings.put("spillway.cloud", "none");
        settings.put("spillway.termination.grace-period", GRACE_PERIOD.toSeconds() + " s");
        settings.put("taskmanager.numberOfTaskSlots", 1);
        settings.put("jobmanager.memory.heap.size", "256m");
        settings.put("jobmanager.memory.off-heap.size", "64m");
        settings.put("jobmanager.memory.jvm-metaspace.size", "128m");
        settings.put("jobmanager.memory.jvm-overhead.min", "64m");
        settings.put("jobmanager.memory.jvm-overhead.max", "64m");
        settings.put("taskmanager.memory.framework.heap.size", "64m");
        settings.put("taskmanager.memory.task.heap.size", "64m");
        settings.put("taskmanager.memory.framework.off-heap.size", "48m");
        settings.put("taskmanager.memory.managed.size", "0");
        settings.put("taskmanager.memory.network.min", "8m");
        settings.put("taskmanager.memory.network.max", "8m");
        settings.put("taskmanager.memory.jvm-metaspace.size", "96m");
        settings.put("taskmanager.memory.jvm-overhead.min", "64m");
        settings.put("taskmanager.memory.jvm-overhead.max", "64m");
        settings.put("env.java.opts.all", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss512k");
        settings.put("execution.checkpointing.interval", "2 s");
        settings.put("execution.checkpointing.dir", work.resolve("checkpoints").toUri());
        settings.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        settings.put("state.backend.type", "hashmap");
        settings.putAll(more);
        return settings;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(addresses.restUrl() + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/json");
    }

    /** The status, or 0 when nobody answers. */
    private int send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private JsonNode get(String path) throws InterruptedException {
        return get(addresses.restUrl().resolve(path));
    }

    private JsonNode get(URI uri) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT).build();
        try {
            return JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
