package io.spillway.bench.store.driver;

import com.sun.management.OperatingSystemMXBean;
import io.spillway.bench.BenchException;
import io.spillway.bench.store.Action;
import io.spillway.bench.store.Content;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.Operation;
import io.spillway.bench.store.Sample;
import io.spillway.bench.store.server.ServerObjects;
import io.spillway.bench.store.server.StoreServer;
import io.spillway.localcloud.lifetime.Cleanup;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One implementation on the bench: its process, its files. */
final class Bench implements AutoCloseable {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** From this size on, 1 MiB, the relay sends what is only read. */
    private static final long KEPT = 1024 * 1024;

    /** What the worker expects, too. */
    private static final long SEED = 1;

    private final Implementation implementation;
    private final Plugins plugins;
    private final StoreServer server;
    private final Map<String, String> settings;
    private final ServerObjects objects;
    private final Content content = new Content(SEED);
    private final Path work;
    private final Path temporary;
    private final Path restored;
    private final Path log;
    private final Set<Operation> filled = EnumSet.noneOf(Operation.class);
    private WorkerProcess worker;
    private final Cleanup started = new Cleanup();
    private int number;

    Bench(
            Implementation implementation,
            Plugins plugins,
            StoreServer server,
            Map<String, String> settings,
            Path directory) {
        this.implementation = implementation;
        this.plugins = plugins;
        this.server = server;
        this.settings = settings;
        this.objects = server.objects();
        this.work = directory;
        this.temporary = directory.resolve("tmp-" + implementation.text());
        this.restored = directory.resolve("restored-" + implementation.text());
        this.log = directory.resolve(implementation.text() + ".log");
    }

    /** Does an operation once, and looks what it has cost. */
    Sample sample(Operation operation, int latency)
            throws BenchException, IOException, InterruptedException {
        if (operation.action() == Action.FIRST_USE) {
            try (WorkerProcess fresh = start()) {
                return measured(fresh, first(), latency, "load", url(first()));
            }
        }
        String directory = prepare(operation);
        Sample sample = measured(worker(), directory, latency, "run");
        check(operation, directory);
        return sample;
    }

    /**
     * Does an operation as often, and looks at nothing.
     *
     * @param operation one that changes nothing
     */
    void repeat(Operation operation, int times)
            throws BenchException, IOException, InterruptedException {
        String directory = prepare(operation);
        worker().ask(
                        "repeat",
                        Integer.toString(times),
                        operation.text(),
                        url(directory),
                        restored.toString());
    }

    private String first() {
        return server.prefix() + "first";
    }

    /** Does it once more, and finds the most bytes of live heap. */
    long heap(Operation operation, int latency)
            throws BenchException, IOException, InterruptedException {
        if (operation.action() == Action.OPEN) {
            // Buffers that a process keeps for its next streams would have been live before.
            restart();
        }
        String directory = prepare(operation);
        server.relay().delay(Duration.ofMillis(latency));
        try {
            return Long.parseLong(worker().ask("run-for-heap"));
        } finally {
            server.relay().delay(Duration.ZERO);
            check(operation, directory);
        }
    }

    private String prepare(Operation operation)
            throws BenchException, IOException, InterruptedException {
        boolean stay = operation.action().needsFiles() && !changes(operation);
        String directory =
                stay
                        ? server.prefix() + operation.text()
                        : "%s%s-%s-%d"
                                .formatted(
                                        server.prefix(),
                                        implementation.text(),
                                        operation.text(),
                                        ++number);
        if (operation.action().needsFiles() && (!stay || filled.add(operation))) {
            for (int i = 0; i < operation.files(); i++) {
                long bytes = operation.bytes();
                objects.put(directory + "/" + i, () -> content.stream(bytes), bytes);
                if (stay && bytes >= KEPT) {
                    server.keep(directory + "/" + i, kept(bytes));
                }
            }
        }
        worker().ask("prepare", operation.text(), url(directory), restored.toString());
        return directory;
    }

    private Path kept(long bytes) throws IOException {
        Path file = work.resolve("kept-" + bytes);
        if (!Files.exists(file)) {
            try (InputStream in = content.stream(bytes)) {
                Files.copy(in, file);
            }
        }
        return file;
    }

    private static boolean changes(Operation operation) {
        return operation.action() == Action.DELETE || operation.action() == Action.OVERWRITE;
    }

    private Sample measured(WorkerProcess process, String directory, int latency, String... words)
            throws BenchException, IOException, InterruptedException {
        StoreRelay relay = server.relay();
        relay.delay(Duration.ofMillis(latency));
        relay.reset();
        try (TemporaryFiles files = new TemporaryFiles(temporary)) {
            OptionalDouble serverCpu = serverCpu();
            long relayCpu = SYSTEM.getProcessCpuTime();
            String[] nanos = process.ask(words).split(" ", 2);
            // What it has begun counts, even if it didn't wait for the end.
            long end = System.nanoTime() + QUIET_NANOS;
            while (relay.active() > 0 && System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
            }
            double relayed = (SYSTEM.getProcessCpuTime() - relayCpu) / 1e6;
            Map<String, Duration> served = relay.served();
            return new Sample(
                    Long.parseLong(nanos[0]) / 1e6,
                    Long.parseLong(nanos[1]) / 1e6,
                    relayed,
                    since(serverCpu),
                    relay.counts(),
                    relay.connections(),
                    relay.receivedBytes(),
                    relay.sentBytes(),
                    files.most(),
                    served.values().stream().mapToLong(Duration::toNanos).sum() / 1e6,
                    served.getOrDefault(plugins.cloud().assembling(), Duration.ZERO).toNanos()
                            / 1e6,
                    objects.uploads(directory + "/").size());
        } finally {
            relay.delay(Duration.ZERO);
        }
    }

    private OptionalDouble serverCpu() {
        return server.cpu().stream().mapToDouble(each -> each.toNanos() / 1e6).findFirst();
    }

    private OptionalDouble since(OptionalDouble begin) {
        return begin.isPresent()
                ? OptionalDouble.of(serverCpu().orElseThrow() - begin.getAsDouble())
                : begin;
    }

    private void check(Operation operation, String directory)
            throws BenchException, IOException, InterruptedException {
        worker().ask("check");
        if (operation.action().leavesFiles()) {
            for (int i = 0; i < operation.files(); i++) {
                try (InputStream in = objects.get(directory + "/" + i)) {
                    if (!content.matches(in, operation.bytes())) {
                        throw new BenchException(
                                "what was written to file %d differs".formatted(i));
                    }
                }
            }
            objects.clear(directory + "/");
        }
        if (operation.action() == Action.DELETE || operation.action() == Action.ABORT) {
            // An empty object stands for a directory, which is some implementations' own matter.
            long left =
                    objects.below(directory + "/").stream()
                            .filter(each -> !each.endsWith("/"))
                            .count();
            if (left > 0) {
                throw new BenchException("%d files are left".formatted(left));
            }
        }
    }

    private WorkerProcess worker() throws BenchException, InterruptedException {
        if (worker == null) {
            worker = start();
            worker.ask("load", url(first()));
        }
        return worker;
    }

    private WorkerProcess start() throws BenchException {
        // It was there at the start; a build beside the benchmark may have deleted it since.
        Path jars =
                plugins.of(implementation)
                        .orElseThrow(
                                () ->
                                        new BenchException(
                                                "the jars of %s are gone: leave %s and %s alone until the benchmark ends"
                                                        .formatted(
                                                                implementation.text(),
                                                                plugins.home(),
                                                                plugins.peers())));
        try {
            Files.createDirectories(restored);
            return started.add(
                    WorkerProcess.start(
                            plugins.cloud(),
                            implementation,
                            plugins.home(),
                            jars,
                            server.relay().address(),
                            server.environment(),
                            settings,
                            temporary,
                            log));
        } catch (IOException e) {
            throw new BenchException("a process can't be started: " + e.getMessage(), e);
        }
    }

    private String url(String directory) {
        return "%s://%s/%s".formatted(plugins.cloud().scheme(), server.bucket(), directory);
    }

    /** Ends the process; the next operation gets another. */
    void restart() {
        if (worker != null) {
            worker.close();
            worker = null;
        }
    }

    @Override
    public void close() {
        started.close();
    }
}
