package io.spillway.bench.reclaim;

import io.spillway.bench.BenchException;
import io.spillway.bench.cluster.AwsCluster;
import io.spillway.bench.cluster.StateSize;
import io.spillway.bench.cluster.Waiting;
import io.spillway.bench.measure.Output;
import io.spillway.bench.reclaim.ReclaimResults.CloudRequests;
import io.spillway.localcloud.aws.api.ApiServer;
import io.spillway.localcloud.aws.autoscaling.HookOutcome;
import io.spillway.localcloud.aws.autoscaling.HookSpec.Transition;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import io.spillway.localcloud.aws.metadata.MetadataServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reclaims Spot instances one after the other, each when the one before has been replaced. {@link
 * #close} may be called by any thread at any moment; the rest is for one thread.
 */
public final class ReclaimBench implements AutoCloseable {
    /** As on EC2. */
    private static final Duration NOTICE = Duration.ofMinutes(2);

    private static final Duration TERMINATE_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration ENDED = NOTICE.plusSeconds(30);
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final Plan plan;
    private final AwsCluster cluster;
    private final Path logs;
    private final Clock clock;
    private final Listener listener;
    private final List<Reclaim> reclaims = new ArrayList<>();

    /**
     * What is to be measured.
     *
     * @param reclaims how many instances are reclaimed
     * @param instances how many are in service at a time
     * @param state how much state the job has
     * @param rebalances whether the group has capacity rebalancing: then it acts on the notice,
     *     too, and its hook waits for the drain; otherwise the agent has the notice alone to go by
     */
    public record Plan(int reclaims, int instances, StateSize state, boolean rebalances) {}

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
                new AwsCluster(
                        new AwsCluster.Plan(
                                plan.instances(),
                                plan.state(),
                                TERMINATE_TIMEOUT,
                                plan.rebalances(),
                                false,
                                Map.of()),
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
            cluster.aws().autoScaling().reset();
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
        int hooks = cluster.group().hookOutcomes().size();
        double eventMs = clock.millis();
        Released released = plan.rebalances() ? releaseByHook(instance) : releaseByItself(instance);
        cluster.awaitInService();
        cluster.awaitFlow();
        Waiting.until("all has been repeated", CATCH_UP, output::hasCaughtUp);
        double overMs = clock.millis();
        // The last 50 ms may still be on their way.
        Waiting.pause(TimeUnit.MILLISECONDS.toNanos(100));
        return new Reclaim(
                instance,
                released.drained(),
                released.afterMs(),
                bootMs(hooks),
                output.longestGapMs(eventMs, overMs),
                output.repeated() - repeated,
                cluster.rest().restarts() - restarts,
                cluster.rest().failures() - failures);
    }

    private record Released(boolean drained, double afterMs) {}

    /** How long the launch hook waited that was completed since then. */
    private double bootMs(int hooks) throws BenchException {
        List<HookOutcome> all = cluster.group().hookOutcomes();
        return all.subList(hooks, all.size()).stream()
                .filter(each -> each.transition() == Transition.LAUNCHING)
                .filter(each -> each.end() == HookOutcome.End.COMPLETED)
                .findFirst()
                .map(each -> each.waited().toNanos() / 1e6)
                .orElseThrow(() -> new BenchException("no launch hook was completed"));
    }

    /** The group terminates it through its hook, which its agent completes. */
    private Released releaseByHook(String instance) throws BenchException, InterruptedException {
        long notice = System.nanoTime();
        cluster.aws().reclaim(instance, NOTICE);
        awaitEnd(instance);
        double untilEndMs = (System.nanoTime() - notice) / 1e6;
        return cluster.group().hookOutcomes().stream()
                .filter(each -> each.instance().equals(instance))
                .filter(each -> each.transition() == Transition.TERMINATING)
                .filter(each -> each.end() == HookOutcome.End.COMPLETED)
                .findFirst()
                .map(each -> new Released(true, each.waited().toNanos() / 1e6))
                .orElse(new Released(false, untilEndMs));
    }

    /** Nobody waits for it: its agent says that it may go, and it idles until it is taken away. */
    private Released releaseByItself(String instance)
            throws BenchException, InterruptedException, IOException {
        long notice = System.nanoTime();
        cluster.aws().reclaim(instance, NOTICE);
        Waiting.until(
                instance + " may go",
                ENDED,
                () -> cluster.agentLog(instance).contains("DRAINING -> RELEASED"));
        double afterMs = (System.nanoTime() - notice) / 1e6;
        Released released =
                new Released(cluster.agentLog(instance).contains("drained in"), afterMs);
        // The rest of the two minutes isn't waited for.
        cluster.aws().reclaim(instance, Duration.ofMillis(1));
        awaitEnd(instance);
        return released;
    }

    private void awaitEnd(String instance) throws BenchException, InterruptedException {
        Waiting.until(
                instance + " has been taken away",
                ENDED,
                () -> machine(instance).state() == Ec2Instance.State.TERMINATED);
    }

    private Ec2Instance machine(String instance) {
        return cluster.aws().instance(instance).orElseThrow();
    }

    private CloudRequests asked() throws InterruptedException, IOException, BenchException {
        ApiServer autoScaling = cluster.aws().autoScaling();
        double perInstance = (double) autoScaling.calls().size() / reclaims.size();
        listener.phase("counting what is asked of the cloud while nothing happens");
        List<MetadataServer> metadata = new ArrayList<>();
        List<ProcessHandle> agents = new ArrayList<>();
        for (String id : cluster.inService()) {
            metadata.add(machine(id).metadataServer());
            agents.add(cluster.agent(id));
        }
        autoScaling.reset();
        metadata.forEach(MetadataServer::reset);
        double cpuSeconds = cpuSeconds(agents);
        long begun = System.nanoTime();
        Waiting.pause(QUIET.toNanos());
        int requests = metadata.stream().mapToInt(each -> each.requests().size()).sum();
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new CloudRequests(
                requests / seconds / metadata.size(),
                perInstance,
                autoScaling.calls().size(),
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
                plan.state().text(),
                plan.instances(),
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
