package io.spillway.bench.store.driver;

import io.spillway.bench.BenchException;
import io.spillway.bench.store.Action;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Measurement;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.Sample;
import io.spillway.bench.store.server.StoreServer;
import io.spillway.localcloud.lifetime.Cleanup;
import io.spillway.localcloud.lifetime.WorkDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures all implementations run by run, so that what changes on the machine meets all of them:
 * in each run and at each latency, each operation with one implementation after the other. {@link
 * #close} may be called by any thread at any moment and leaves no process behind.
 */
public final class StoreBench implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreBench.class);

    /** Repetitions that a worker is asked for at once: few enough for a slow server. */
    private static final int AT_A_TIME = 500;

    private final Plugins plugins;
    private final Optional<StoreServer> existing;
    private final long bytesPerSecond;
    private final List<Implementation> implementations;
    private final List<Operation> operations;
    private final List<Integer> latencies;
    private final Map<String, String> settings;
    private final Path failureLogs;
    private final StoreProgress progress;
    private final Cleanup cleanup = new Cleanup();
    private final Ledger ledger = new Ledger();
    private final Map<Implementation, Bench> benches = new EnumMap<>(Implementation.class);
    private volatile boolean closed;

    /**
     * @param existing what to measure against, which is closed with this; empty to start a server
     * @param latencies milliseconds by which each request is made longer, 0 or more
     * @param bytesPerSecond that one connection passes at most; 0 for any
     * @param settings of all implementations, beside what they need to find the server
     * @param failureLogs where the logs of what can't be measured go
     */
    public StoreBench(
            Plugins plugins,
            Optional<StoreServer> existing,
            List<Implementation> implementations,
            List<Operation> operations,
            List<Integer> latencies,
            long bytesPerSecond,
            Map<String, String> settings,
            Path failureLogs,
            StoreProgress progress) {
        this.plugins = plugins;
        this.existing = existing;
        existing.ifPresent(cleanup::add);
        this.implementations = implementations;
        this.operations = operations;
        this.latencies = latencies;
        this.bytesPerSecond = bytesPerSecond;
        this.settings = Map.copyOf(settings);
        this.failureLogs = failureLogs;
        this.progress = progress;
    }

    /**
     * Measures. Blocks for all runs.
     *
     * @param runs 1 or more
     * @param known is told after each run all that is known
     */
    public List<Measurement> run(int runs, Consumer<List<Measurement>> known)
            throws IOException, InterruptedException {
        WorkDirectory directory = cleanup.add(WorkDirectory.create("bench"));
        progress.phase("starting the server");
        StoreServer server =
                existing.isPresent()
                        ? existing.get()
                        : cleanup.add(plugins.startServer(directory.resolve("objects")));
        server.relay().limit(bytesPerSecond);
        for (Implementation each : implementations) {
            benches.put(
                    each,
                    cleanup.add(new Bench(each, plugins, server, settings, directory.path())));
        }
        try {
            progress.phase("warming up");
            repeat();
            round("warm-up", 0, Kind.WARM_UP);
            for (int run = 1; run <= runs && !closed; run++) {
                for (int latency : latencies) {
                    round("run %d of %d".formatted(run, runs), latency, Kind.TIME);
                }
                known.accept(results());
            }
            for (int latency : latencies) {
                round("heap", latency, Kind.HEAP);
            }
        } finally {
            if (ledger.hasProblems() && !closed) {
                directory.saveLogs(failureLogs);
            }
        }
        return results();
    }

    private enum Kind {
        WARM_UP,
        TIME,
        HEAP
    }

    private void repeat() throws InterruptedException {
        for (Operation operation : operations) {
            for (Implementation each : implementations) {
                for (int left = operation.repetitions(); left > 0 && !closed; left -= AT_A_TIME) {
                    int times = Math.min(AT_A_TIME, left);
                    measure(
                            each,
                            operation,
                            0,
                            bench -> {
                                bench.repeat(operation, times);
                                return Optional.empty();
                            });
                }
            }
        }
    }

    private void round(String name, int latency, Kind kind) throws InterruptedException {
        for (Operation operation : operations) {
            if (kind == Kind.HEAP && operation.action() == Action.FIRST_USE) {
                continue;
            }
            Map<Implementation, Double> times = new EnumMap<>(Implementation.class);
            for (Implementation each : turn(name)) {
                if (closed) {
                    return;
                }
                progress.phase(
                        "%s, +%d ms: %s, %s"
                                .formatted(name, latency, operation.text(), each.text()));
                measure(each, operation, latency, kind)
                        .ifPresent(milliseconds -> times.put(each, milliseconds));
            }
            if (kind == Kind.TIME) {
                progress.measured(name, latency, operation, times);
            }
        }
    }

    /** In another order each run: nobody is always the first. */
    private List<Implementation> turn(String name) {
        List<Implementation> turned = new ArrayList<>(implementations);
        Collections.rotate(turned, Math.floorMod(name.hashCode(), turned.size()));
        return turned;
    }

    private Optional<Double> measure(
            Implementation implementation, Operation operation, int latency, Kind kind)
            throws InterruptedException {
        return measure(
                implementation,
                operation,
                latency,
                bench -> {
                    if (kind == Kind.HEAP) {
                        ledger.heap(
                                implementation, operation, latency, bench.heap(operation, latency));
                        return Optional.empty();
                    }
                    int samples = kind == Kind.WARM_UP ? operation.warmUps() : operation.samples();
                    double[] times = new double[samples];
                    for (int i = 0; i < samples; i++) {
                        Sample sample = bench.sample(operation, latency);
                        times[i] = sample.milliseconds();
                        if (kind == Kind.TIME) {
                            ledger.sample(implementation, operation, latency, sample);
                        }
                    }
                    Arrays.sort(times);
                    return Optional.of(times[samples / 2]);
                });
    }

    private interface Measuring {
        Optional<Double> with(Bench bench) throws BenchException, IOException, InterruptedException;
    }

    private Optional<Double> measure(
            Implementation implementation, Operation operation, int latency, Measuring measuring)
            throws InterruptedException {
        Bench bench = benches.get(implementation);
        try {
            return measuring.with(bench);
        } catch (BenchException | IOException e) {
            if (!closed) {
                LOG.warn("{} with {}", operation.text(), implementation.text(), e);
                ledger.problem(implementation, operation, latency, e.getMessage());
                progress.problem(implementation, operation, e.getMessage());
                // What it is doing, nobody knows.
                bench.restart();
            }
            return Optional.empty();
        }
    }

    private List<Measurement> results() {
        return ledger.measurements(implementations, operations, latencies);
    }

    @Override
    public void close() {
        closed = true;
        cleanup.close();
    }
}
