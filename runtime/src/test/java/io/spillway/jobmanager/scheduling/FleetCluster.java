package io.spillway.jobmanager.scheduling;

import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.spillway.jobmanager.JobManagerModule;
import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.rest.FleetRestEndpointFactory;
import io.spillway.restapi.DrainRequest;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.HttpJobManagerClient;
import io.spillway.restapi.JobManagerEndpoint;
import io.spillway.restapi.JobManagerException;
import io.spillway.settings.FleetDefaults;
import io.spillway.settings.MoveSettings;
import io.spillway.settings.SignalSettings;
import io.spillway.spi.cloud.NoticeKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.entrypoint.component.DefaultDispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.highavailability.nonha.embedded.HaLeadershipControl;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.util.Reference;

/** A JobManager of ours and TaskManagers of Flink's in one process, spoken to over REST. */
final class FleetCluster implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Observes often, so that a test needn't wait. */
    private static final SignalSettings SIGNAL =
            new SignalSettings(
                    0.8,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(2),
                    0.1,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1));

    private final OurMiniCluster cluster;
    private final HttpJobManagerClient client;
    private final List<String> started = new ArrayList<>();
    private final Set<String> stopped = new HashSet<>();
    private JobID job;

    private FleetCluster(OurMiniCluster cluster, HttpJobManagerClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    static FleetCluster start(MoveSettings settings) throws Exception {
        Configuration user = new Configuration();
        user.set(RestOptions.BIND_PORT, "0");
        user.set(JobManagerOptions.ADDRESS, "localhost");
        user.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(4));
        user.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(8));
        user.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(8));
        SIGNAL.applyTo(user);
        OurMiniCluster cluster =
                new OurMiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(FleetDefaults.applyTo(user))
                                .setNumTaskManagers(0)
                                .setNumSlotsPerTaskManager(1)
                                .setHaServices(MiniCluster.HaServices.WITH_LEADERSHIP_CONTROL)
                                .build(),
                        Guice.createInjector(
                                new JobManagerModule(
                                        settings, SIGNAL, Optional.empty(), Optional.empty())));
        cluster.start();
        URI rest = cluster.getRestAddress().get();
        FleetCluster ready =
                new FleetCluster(
                        cluster,
                        new HttpJobManagerClient(
                                new JobManagerEndpoint(
                                        rest,
                                        Optional.empty(),
                                        false,
                                        Map.of(),
                                        Duration.ofSeconds(10))));
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(JobManagerException.class)
                .until(() -> ready.fleet() != null);
        return ready;
    }

    private static final class OurMiniCluster extends MiniCluster {
        /**
         * One for all clusters: it is loaded by a class loader of its own, and when that is closed,
         * threads that are on their way out may miss a class, which Flink answers with exit code
         * 239.
         */
        private static final RpcSystem RPC = RpcSystem.load();

        private final Injector injector;

        OurMiniCluster(MiniClusterConfiguration configuration, Injector injector) {
            super(configuration, () -> Reference.borrowed(RPC));
            this.injector = injector;
        }

        @Override
        protected DispatcherResourceManagerComponentFactory
                createDispatcherResourceManagerComponentFactory() {
            return new DefaultDispatcherResourceManagerComponentFactory(
                    DefaultDispatcherRunnerFactory.createSessionRunner(
                            injector.getInstance(DrainingDispatcherFactory.class)),
                    StandaloneResourceManagerFactory.getInstance(),
                    injector.getInstance(FleetRestEndpointFactory.class));
        }
    }

    String url() {
        return client.url();
    }

    DrainBook book() {
        return cluster.injector.getInstance(DrainBook.class);
    }

    HaLeadershipControl leadership() {
        return cluster.getHaLeadershipControl().orElseThrow();
    }

    MiniCluster flink() {
        return cluster;
    }

    JobID job() {
        return job;
    }

    /** Starts a TaskManager with one slot; returns its id once it is registered. */
    String addTaskManager() throws Exception {
        launchTaskManager();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> newcomers().size() == 1);
        String id = newcomers().iterator().next();
        started.add(id);
        return id;
    }

    /** Starts one and waits for nothing; its id isn't known, so that it can't be stopped alone. */
    void launchTaskManager() throws Exception {
        cluster.startTaskManager();
    }

    private Set<String> newcomers() throws Exception {
        Set<String> ids =
                client.fleet().taskManagers().stream()
                        .filter(t -> t.state() != FleetView.State.GONE)
                        .map(FleetView.TaskManager::id)
                        .collect(Collectors.toSet());
        started.forEach(ids::remove);
        return ids;
    }

    /** Stops one without further ado: the job loses what runs on it. */
    void loseTaskManager(String id) throws Exception {
        stopped.add(id);
        cluster.terminateTaskManager(started.indexOf(id)).get();
    }

    /** Submits a job and waits until all its tasks run. */
    Probe run(JobGraph graph, int parallelism) throws Exception {
        Probe probe = Probe.reset();
        job = cluster.submitJob(graph).get().getJobID();
        awaitRunning(parallelism);
        await().atMost(PATIENCE).until(() -> probe.records() > 100);
        return probe;
    }

    void awaitRunning(int parallelism) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            FleetView.Job now = fleet().job();
                            return now.state().equals("RUNNING")
                                    && now.parallelism() == parallelism
                                    && (now.lastRescale() == null
                                            || now.lastRescale().downtimeMs() != null)
                                    && slotsInUse() == parallelism;
                        });
    }

    private long slotsInUse() throws Exception {
        return fleet().taskManagers().stream().mapToInt(t -> t.slots() - t.freeSlots()).sum();
    }

    long completedCheckpoints() throws Exception {
        return cluster.getExecutionGraph(job)
                .get()
                .getCheckpointStatsSnapshot()
                .getCounts()
                .getNumberOfCompletedCheckpoints();
    }

    FleetView fleet() throws Exception {
        return client.fleet();
    }

    /** As a cloud announces it. */
    DrainView drain(String taskManager, Duration timeLeft) throws Exception {
        return drain(taskManager, NoticeKind.SCALE_IN, timeLeft);
    }

    /** As an agent does that gets SIGTERM. */
    DrainView shutDown(String taskManager, Duration timeLeft) throws Exception {
        return drain(taskManager, NoticeKind.SHUTDOWN, timeLeft);
    }

    private DrainView drain(String taskManager, NoticeKind reason, Duration timeLeft)
            throws Exception {
        return client.drain(
                        new DrainRequest(
                                List.of(taskManager),
                                reason.name(),
                                timeLeft == null ? null : timeLeft.toMillis()))
                .get(0);
    }

    DrainView drainOf(String taskManager) throws Exception {
        return client.drain(taskManager, null, Duration.ZERO);
    }

    DrainView cancel(String taskManager) throws Exception {
        return client.cancelDrain(taskManager);
    }

    /** Waits, by long polls as an agent does, until the drain has a state. */
    DrainView awaitDrain(String taskManager, DrainState state) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        DrainView drain = drainOf(taskManager);
        while (drain.state() != state && System.nanoTime() < end) {
            if (drain.state().isFinal()) {
                throw new AssertionError("Drain ended " + drain + ", expected " + state);
            }
            drain = client.drain(taskManager, drain.state(), Duration.ofSeconds(5));
        }
        if (drain.state() != state) {
            throw new AssertionError("Drain is " + drain + ", expected " + state);
        }
        return drain;
    }

    /** Waits until the job has begun to leave it; it may have left it already. */
    void awaitMoving(String taskManager) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        DrainView drain = drainOf(taskManager);
        while (drain.state() != DrainState.MOVING && drain.state() != DrainState.DRAINED) {
            if (drain.state().isFinal() || System.nanoTime() > end) {
                throw new AssertionError("Drain is " + drain + ", expected it to move");
            }
            drain = client.drain(taskManager, drain.state(), Duration.ofSeconds(5));
        }
    }

    /** Ends the job and every TaskManager, so that the next test starts with an empty fleet. */
    void clear() throws Exception {
        Probe.current().letSnapshotsPass();
        Probe.current().letClose();
        if (job != null) {
            JobStatus status = cluster.getJobStatus(job).get();
            if (!status.isGloballyTerminalState()) {
                cluster.cancelJob(job).get();
            }
            await().atMost(PATIENCE)
                    .until(() -> cluster.getJobStatus(job).get().isGloballyTerminalState());
            job = null;
        }
        newcomers().forEach(started::add);
        for (int i = 0; i < started.size(); i++) {
            if (stopped.add(started.get(i))) {
                cluster.terminateTaskManager(i).get();
            }
        }
        await().atMost(PATIENCE)
                .until(
                        () ->
                                fleet().taskManagers().stream()
                                        .allMatch(t -> t.state() == FleetView.State.GONE));
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
