package io.spillway.bench.reclaim;

import io.spillway.bench.BenchException;
import io.spillway.bench.cluster.BenchCluster;
import io.spillway.bench.cluster.CloudCluster;
import io.spillway.bench.cluster.CloudFleet;
import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.cluster.Waiting;
import io.spillway.bench.measure.Output;
import io.spillway.bench.reclaim.ReclaimResults.CloudRequests;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.CloudMachine;
import io.spillway.localcloud.service.SteeredServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reclaims Spot instances one after the other, each when the one before has been replaced. {@link
 * #close} may be called by any thread at any moment; the rest is for one thread.
 */
public final class ReclaimBench implements AutoCloseable {
    private static final Duration ENDED = Duration.ofMinutes(3);
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofSeconds(30);

    /** What an agent says when the job has left its TaskManager. */
    private static final String DRAINED = "drained in ";

    /** What it says when its machine may go, which it stays with until that goes. */
    private static final String RELEASED = "DRAINING -> RELEASED";

    /** Longer than the interval: a job that has none yet would have nothing to move from. */
    private static final Duration FIRST_CHECKPOINT = Duration.ofSeconds(60);

    private final Plan plan;
    private final CloudCluster<?> cluster;
    private final Path logs;
    private final Clock clock;
    private final Listener listener;
    private final List<Reclaim> reclaims = new ArrayList<>();

    /**
     * What is to be measured.
     *
     * @param cloud whose instances
     * @param reclaims how many instances are reclaimed
     * @param instances how many are in service at a time
     * @param state how much state the job has
     * @param checkpointSeconds what each checkpoint takes at least; 0 for as long as it takes
     */
    public record Plan(
            ReclaimedCloud cloud,
            int reclaims,
            int instances,
            StateSize state,
            int checkpointSeconds) {}

    /** Is told how far it is, by the thread that measures. */
    public interface Listener {
        /** What goes on. */
        void phase(String what);

        /** One more has been reclaimed. */
        void reclaimed(int number, Reclaim reclaim);
    }

    /**
     * Nothing is there until {@link #run}.
     *
     * @param home the unpacked tarball
     * @param logs where log files go when something fails
     * @param clock that the output's times are by
     */
    public ReclaimBench(Plan plan, Path home, Path logs, Clock clock, Listener listener) {
        this.plan = plan;
        this.logs = logs;
        this.clock = clock;
        this.listener = listener;
        this.cluster =
                new CloudCluster<>(
                        new CloudCluster.Plan(
                                plan.instances(),
                                plan.state(),
                                BenchCluster.RECORDS_PER_SECOND,
                                false,
                                plan.checkpointSeconds(),
                                Map.of()),
                        plan.cloud().start(),
                        home);
    }

    /**
     * Starts the cluster and reclaims instances. Blocks until all are done.
     *
     * @throws BenchException when something can't be measured; the listener knows what was
     */
    public ReclaimResults run() throws BenchException, InterruptedException {
        try {
            listener.phase("starting a fleet of %d Spot instances".formatted(plan.instances()));
            cluster.start();
            if (plan.checkpointSeconds() > 0) {
                listener.phase("waiting for the job's first checkpoint");
                Waiting.until(
                        "the job has completed a checkpoint",
                        FIRST_CHECKPOINT.plusSeconds(plan.checkpointSeconds()),
                        () -> cluster.rest().lastCheckpoint().isPresent());
            }
            cluster.fleet().forgetCalls();
            for (int number = 1; number <= plan.reclaims(); number++) {
                Reclaim reclaim = reclaim();
                reclaims.add(reclaim);
                listener.reclaimed(number, reclaim);
            }
            ReclaimResults results = results(asked());
            if (!results.areGood()) {
                cluster.saveLogs(logs);
            }
            return results;
        } catch (BenchException e) {
            saveLogs(e);
            throw e;
        } catch (IOException e) {
            throw new BenchException("the cluster can't be asked: " + e, e);
        }
    }

    private void saveLogs(BenchException why) {
        try {
            cluster.saveLogs(logs);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private Reclaim reclaim() throws BenchException, InterruptedException, IOException {
        String instance = cluster.inService().get(0);
        Output output = cluster.output();
        output.forgetTimes();
        long repeated = output.repeated();
        int restarts = cluster.rest().restarts();
        int failures = cluster.rest().failures();
        List<String> before = cluster.inService();
        double eventMs = clock.millis();
        Released released = release(instance);
        cluster.awaitInService();
        cluster.awaitFlow();
        Waiting.until("all has been repeated", CATCH_UP, output::hasCaughtUp);
        double overMs = clock.millis();
        // The last 50 ms may still be on their way.
        Waiting.pause(TimeUnit.MILLISECONDS.toNanos(100));
        Optional<Replacement> replacement = replacement(before);
        return new Reclaim(
                instance,
                released.drained(),
                released.afterMs(),
                replacement.map(Replacement::bootMs).orElse(OptionalDouble.empty()),
                replacement.map(Replacement::phases).orElse(Map.of()),
                output.longestGapMs(eventMs, overMs),
                output.repeated() - repeated,
                cluster.rest().restarts() - restarts,
                cluster.rest().failures() - failures);
    }

    private record Released(boolean drained, double afterMs) {}

    private record Replacement(OptionalDouble bootMs, Map<BootPhase, Double> phases) {}

    /** How the instance that is new since then came up; empty where nobody is told of that. */
    private Optional<Replacement> replacement(List<String> before) throws IOException {
        for (GroupMember member : cluster.fleet().members()) {
            Optional<Duration> boot = cluster.fleet().bootTime(member.id());
            if (!before.contains(member.id()) && boot.isPresent()) {
                return Optional.of(
                        new Replacement(
                                OptionalDouble.of(boot.get().toNanos() / 1e6),
                                BootPhase.of(
                                        member.launchedAt(),
                                        boot.get(),
                                        cluster.log(member.id()),
                                        cluster.taskManagerLog(member.id()),
                                        ZoneId.systemDefault())));
            }
        }
        return Optional.empty();
    }

    private Released release(String instance)
            throws BenchException, InterruptedException, IOException {
        CloudFleet fleet = cluster.fleet();
        CloudMachine machine = fleet.machine(instance);
        long notice = System.nanoTime();
        CompletableFuture<Double> exited =
                machine.vm()
                        .orElseThrow()
                        .exited()
                        .toCompletableFuture()
                        .thenApply(code -> (System.nanoTime() - notice) / 1e6);
        fleet.reclaim(instance);
        Waiting.until(
                instance + " may go",
                ENDED,
                () -> exited.isDone() || (!fleet.waitsForDrains() && logged(instance, RELEASED)));
        double afterMs = exited.getNow((System.nanoTime() - notice) / 1e6);
        boolean drained = !machine.wasCut() && logged(instance, DRAINED);
        if (!fleet.waitsForDrains()) {
            // The rest of the notice isn't waited for.
            fleet.takeAway(instance);
        }
        Waiting.until(instance + " has been taken away", ENDED, machine::hasEnded);
        Optional<Duration> held = fleet.heldFor(instance);
        return new Released(
                drained && held.isPresent() == fleet.waitsForDrains(),
                held.map(time -> time.toNanos() / 1e6).orElse(afterMs));
    }

    private boolean logged(String instance, String text) throws IOException {
        return cluster.log(instance).contains(text);
    }

    private CloudRequests asked() throws InterruptedException, IOException, BenchException {
        CloudFleet fleet = cluster.fleet();
        double perInstance = (double) fleet.calls() / reclaims.size();
        listener.phase("counting what is asked of the cloud while nothing happens");
        List<SteeredServer> metadata = new ArrayList<>();
        List<ProcessHandle> agents = new ArrayList<>();
        for (String id : cluster.inService()) {
            metadata.add(fleet.machine(id).metadataServer());
            agents.add(cluster.agent(id));
        }
        fleet.forgetCalls();
        metadata.forEach(SteeredServer::reset);
        double cpuSeconds = cpuSeconds(agents);
        long begun = System.nanoTime();
        Waiting.pause(QUIET.toNanos());
        int requests = metadata.stream().mapToInt(each -> each.requests().size()).sum();
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new CloudRequests(
                requests / seconds / metadata.size(),
                perInstance,
                fleet.calls(),
                100 * (cpuSeconds(agents) - cpuSeconds) / seconds / agents.size());
    }

    private static double cpuSeconds(List<ProcessHandle> processes) throws BenchException {
        double sum = 0;
        for (ProcessHandle each : processes) {
            sum +=
                    each.info()
                            .totalCpuDuration()
                            .map(Duration::toMillis)
                            .orElseThrow(
                                    () ->
                                            new BenchException(
                                                    "process %d has gone".formatted(each.pid())));
        }
        return sum / 1000;
    }

    private ReclaimResults results(CloudRequests asked) {
        return new ReclaimResults(
                plan.cloud(),
                plan.state().text(),
                plan.instances(),
                plan.checkpointSeconds(),
                reclaims,
                cluster.output().lost().orElse(0),
                cluster.output().miscounted().orElse(0),
                asked);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
