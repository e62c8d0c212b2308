package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.objectstore.ServerProcess;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Cloud Storage in a process of its own, with the bucket {@link LocalStorage#BUCKET}, and a relay
 * of this one before it: for benchmarks, whose numbers the server shall not be part of. It ends
 * when it is closed, and with this process at the latest.
 */
public final class StorageProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("listens on http://127.0.0.1:([0-9]+)");

    private final ServerProcess server;
    private final StoreRelay relay;

    private StorageProcess(ServerProcess server, StoreRelay relay) {
        this.server = server;
        this.relay = relay;
    }

    /**
     * Starts it from this process's class path. Blocks until it listens, a minute at most.
     *
     * @param heapMiB what its objects and all else of it take, from the start on
     * @param writeInterval in which an object takes one write, as the real ones do in a second;
     *     zero for no limit
     */
    public static StorageProcess start(int heapMiB, Duration writeInterval) throws IOException {
        ServerProcess server =
                ServerProcess.start(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xms%dm".formatted(heapMiB),
                                "-Xmx%dm".formatted(heapMiB),
                                // An object's bytes aren't moved by collections, nor marked beside
                                // what is measured: they hold no references.
                                "-XX:+UseG1GC",
                                "-XX:G1HeapRegionSize=1m",
                                "-XX:-G1UseAdaptiveIHOP",
                                "-XX:InitiatingHeapOccupancyPercent=100",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StorageServerMain.class.getName(),
                                Long.toString(writeInterval.toMillis()),
                                LocalStorage.BUCKET),
                        PORT);
        try {
            return new StorageProcess(
                    server, StoreRelay.before(server.port(), new StorageDialect()));
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** The server itself, where nothing is counted, delayed or made to fail. */
    public URI server() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** What the server's process has spent on the CPU, all threads together, in steps of 10 ms. */
    public Duration cpu() {
        return server.cpu();
    }

    /** The relay. */
    public StoreRelay relay() {
        return relay;
    }

    /** What a client needs to find the server. */
    public Map<String, String> settings() {
        return LocalStorage.settings(relay.address());
    }

    @Override
    public void close() {
        relay.close();
        server.close();
    }
}
