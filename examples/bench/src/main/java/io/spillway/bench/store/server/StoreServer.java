package io.spillway.bench.store.server;

import io.spillway.bench.store.Cloud;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.localcloud.gcp.storage.StorageDialect;
import io.spillway.localcloud.gcp.storage.StorageProcess;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server that is measured against, behind a relay. What was made in it goes when it closes. */
public final class StoreServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreServer.class);
    private static final int HTTP = 80;

    private static final String S3_MOCK = "S3Mock";

    private static final String LOCAL_STORAGE = "the local cloud's Cloud Storage";

    /** All files of all operations, twice. */
    private static final int HEAP_MIB = 3072;

    private final String name;
    private final String bucket;
    private final String prefix;
    private final StoreRelay relay;
    private final ServerObjects objects;
    private final Map<String, String> environment;
    private final AutoCloseable server;
    private final Optional<Supplier<Duration>> cpu;

    private StoreServer(
            String name,
            String bucket,
            String prefix,
            StoreRelay relay,
            ServerObjects objects,
            AutoCloseable server,
            Optional<Supplier<Duration>> cpu)
            throws IOException {
        this.name = name;
        this.bucket = bucket;
        this.prefix = prefix;
        this.relay = relay;
        this.objects = objects;
        this.environment = objects.environment();
        this.server = server;
        this.cpu = cpu;
    }

    /**
     * Starts the local cloud's Cloud Storage in a process of its own. Blocks until it listens, a
     * minute at most.
     */
    public static StoreServer cloudStorage() throws IOException {
        StorageProcess storage = StorageProcess.start(HEAP_MIB, Duration.ZERO);
        return new StoreServer(
                LOCAL_STORAGE,
                LocalStorage.BUCKET,
                "bench/",
                storage.relay(),
                new JsonApiObjects(storage.server(), LocalStorage.BUCKET),
                storage,
                Optional.of(storage::cpu));
    }

    /**
     * Starts an S3Mock. Blocks until it listens, a minute at most.
     *
     * @param jars the directory with all of its jars
     * @param files where it keeps objects; deleted when it ends
     */
    public static StoreServer mock(Path jars, Path files, S3ObjectsProvider provider)
            throws IOException {
        MockS3 mock = MockS3.start(jars, files);
        ServerObjects objects =
                provider.open(mock.server(), MockS3.BUCKET, "bench", "no-secret-at-all");
        return new StoreServer(
                S3_MOCK,
                MockS3.BUCKET,
                "bench/",
                mock.relay(),
                objects,
                mock,
                Optional.of(mock::cpu));
    }

    /**
     * Stands before a server that runs already, and finds out whether it can be measured against: a
     * small object is written and read through the relay, and deleted.
     *
     * @param endpoint {@code http://host[:port]}, of a server that takes the bucket's name in the
     *     path and requests that name the relay as their host
     * @param bucket that exists
     * @throws IOException when it can't; says what failed
     */
    public static StoreServer existing(
            Cloud cloud, URI endpoint, String bucket, ServerObjectsProvider provider)
            throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(
                        endpoint.getHost(), endpoint.getPort() < 0 ? HTTP : endpoint.getPort());
        StoreRelay relay =
                cloud == Cloud.GCP
                        ? StoreRelay.before(address, new StorageDialect())
                        : StoreRelay.beforeAtomic(address);
        ServerObjects objects = provider.open(endpoint, bucket);
        String prefix = "spillway-bench-%s/".formatted(UUID.randomUUID());
        try {
            StoreServer server =
                    new StoreServer(
                            endpoint.toString(),
                            bucket,
                            prefix,
                            relay,
                            objects,
                            () -> {},
                            Optional.empty());
            server.probe(provider);
            return server;
        } catch (IOException | RuntimeException e) {
            objects.close();
            relay.close();
            throw e;
        }
    }

    private void probe(ServerObjectsProvider provider) throws IOException {
        byte[] content = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        String key = prefix + "probe";
        objects.uploads(prefix);
        objects.put(key, () -> new ByteArrayInputStream(content), content.length);
        try (ServerObjects relayed = provider.open(relay.address(), bucket)) {
            relayed.below(prefix);
        } catch (IOException e) {
            throw new IOException(
                    "%s answers, but not to requests through the relay, which name 127.0.0.1 as their host: %s"
                            .formatted(name, e.getMessage()),
                    e);
        } finally {
            objects.clear(prefix);
        }
    }

    /** What the benchmark's own server for a cloud's store is called. */
    public static String own(Cloud cloud) {
        return cloud == Cloud.GCP ? LOCAL_STORAGE : S3_MOCK;
    }

    /** What it is, for the results. */
    public String name() {
        return name;
    }

    /** The bucket that all objects are in. */
    public String bucket() {
        return bucket;
    }

    /** How the keys of all objects begin; ends with a slash. */
    public String prefix() {
        return prefix;
    }

    /** What its process has spent on the CPU; empty for one that isn't the benchmark's own. */
    public Optional<Duration> cpu() {
        return cpu.map(Supplier::get);
    }

    /**
     * Has the relay send an object's bytes from a copy of it, so that the server's work isn't
     * measured where it would be most of it. Does nothing for a server that isn't the benchmark's
     * own.
     *
     * @param key of an object that nobody replaces
     * @param file with the same bytes; as long as this is open
     */
    public void keep(String key, Path file) throws IOException {
        if (cpu.isPresent()) {
            relay.keep(key, file);
        }
    }

    /** What clients take for the server. */
    public StoreRelay relay() {
        return relay;
    }

    /** The objects, by requests that don't pass the relay. */
    public ServerObjects objects() {
        return objects;
    }

    /** The environment of processes that use it. */
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public void close() {
        try (objects;
                relay;
                server) {
            objects.clear(prefix);
        } catch (Exception e) {
            LOG.warn("{}, bucket {}: objects below {} may be left", name, bucket, prefix, e);
        }
    }
}
