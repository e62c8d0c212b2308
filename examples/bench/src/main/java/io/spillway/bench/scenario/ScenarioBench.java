package io.spillway.bench.scenario;

import io.spillway.bench.BenchException;
import io.spillway.bench.cluster.BenchCluster;
import io.spillway.bench.cluster.Peers;
import io.spillway.bench.cluster.StateSize;
import io.spillway.localcloud.lifetime.Cleanup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs scenarios, one after the other. {@link #close} may be called by any thread at any moment and
 * leaves no process behind.
 */
public final class ScenarioBench implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScenarioBench.class);

    /** Each as likely as not to begin with all TaskManagers; then it is waited for. */
    private static final int MOST_STARTS = 5;

    private final Path home;
    private final Peers peers;
    private final int runs;
    private final StateSize state;
    private final Path failureLogs;
    private final Clock clock;
    private final Progress progress;
    private final Cleanup cleanup = new Cleanup();
    private BenchCluster cluster;
    private volatile boolean closed;

    /**
     * @param home the unpacked tarball
     * @param peers where the jars of other servers are
     * @param runs of each scenario, 1 or more
     * @param failureLogs where the logs of what can't be measured go
     * @param clock the machine's, by which the processes tell the time too
     */
    public ScenarioBench(
            Path home,
            Peers peers,
            int runs,
            StateSize state,
            Path failureLogs,
            Clock clock,
            Progress progress) {
        this.home = home;
        this.peers = peers;
        this.runs = runs;
        this.state = state;
        this.failureLogs = failureLogs;
        this.clock = clock;
        this.progress = progress;
    }

    /** Measures one scenario. What goes wrong is in the result. Blocks for all of its runs. */
    public ScenarioResult run(Scenario scenario) throws InterruptedException {
        progress.scenario(scenario, runs);
        List<RunResult> results = new ArrayList<>();
        Optional<String> problem = Optional.empty();
        try {
            for (int number = 1; number <= runs; number++) {
                results.add(run(scenario, number));
            }
            problem = cluster.output().finish();
        } catch (BenchException e) {
            LOG.warn("{} can't be measured", scenario.text(), e);
            problem = Optional.of(e.getMessage());
        } finally {
            if (problem.isPresent() && !closed) {
                saveLogs(scenario);
                progress.problem(scenario, problem.get());
            }
            closeCluster();
        }
        return new ScenarioResult(scenario, results, problem);
    }

    private RunResult run(Scenario scenario, int number)
            throws BenchException, InterruptedException {
        long started = System.nanoTime();
        Run run = prepared(scenario, number);
        RunResult result = run.measure();
        progress.result(scenario, number, runs, result, (System.nanoTime() - started) / 1e9);
        return result;
    }

    /** A run on a cluster that is as it should be. */
    private Run prepared(Scenario scenario, int number)
            throws BenchException, InterruptedException {
        boolean fresh = cluster == null || scenario.freshCluster();
        for (int left = MOST_STARTS - 1; ; left--) {
            if (fresh) {
                closeCluster();
                tell(scenario, number, "starting a cluster");
                cluster = cleanup.add(new BenchCluster(scenario.plan(state), home, peers));
                cluster.start(scenario.taskManagers());
            }
            Run run = new Run(scenario, cluster, clock, text -> tell(scenario, number, text));
            if (run.prepare(fresh && left > 0)) {
                return run;
            }
            tell(scenario, number, "the job began on some of the TaskManagers only");
        }
    }

    private void tell(Scenario scenario, int number, String text) {
        LOG.info("{}, run {} of {}: {}", scenario.text(), number, runs, text);
        progress.phase(scenario, number, runs, text);
    }

    private void saveLogs(Scenario scenario) {
        try {
            if (cluster != null) {
                cluster.saveLogs(failureLogs.resolve(scenario.text()));
            }
        } catch (IOException e) {
            LOG.warn("The logs of {} can't be kept", scenario.text(), e);
        }
    }

    private void closeCluster() {
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        cleanup.close();
    }
}
