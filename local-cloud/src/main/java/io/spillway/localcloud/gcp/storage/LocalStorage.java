package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.http.LoopbackServer;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;

/**
 * Cloud Storage on loopback: buckets in memory that speak the JSON API, and a relay before them
 * that counts, delays and fails. Thread-safe.
 */
public final class LocalStorage implements AutoCloseable {
    /** Buckets that exist. */
    public static final String BUCKET = "tests";

    public static final String OTHER_BUCKET = "others";

    /** The real one takes 5 TiB; clients send some 10 MiB at a time, or all that they have. */
    private static final int LARGEST_BODY = 1 << 30;

    private final StorageApi api;
    private final LoopbackServer server;
    private final StoreRelay relay;

    private LocalStorage(StorageApi api, LoopbackServer server, StoreRelay relay) {
        this.api = api;
        this.server = server;
        this.relay = relay;
    }

    /** Starts it with two empty buckets. */
    public static LocalStorage start() throws IOException {
        return start(List.of(BUCKET, OTHER_BUCKET));
    }

    /** Starts it with empty buckets of these names. */
    public static LocalStorage start(List<String> buckets) throws IOException {
        StorageApi api = new StorageApi(buckets, System::currentTimeMillis);
        LoopbackServer server = serve(api);
        return new LocalStorage(
                api, server, StoreRelay.before(server.address().getPort(), new StorageDialect()));
    }

    static LoopbackServer serve(StorageApi api) throws IOException {
        return LoopbackServer.start(
                "local-storage", LARGEST_BODY, request -> Optional.of(api.answer(request)));
    }

    /** What clients take for {@code https://storage.googleapis.com}. */
    public URI address() {
        return relay.address();
    }

    /** The server itself, where nothing is counted, delayed or made to fail. */
    public URI server() {
        return server.address();
    }

    /** The relay. */
    public StoreRelay relay() {
        return relay;
    }

    /** From now on an object takes one write in that time, as the real ones do in a second. */
    public void limitWrites(Duration each) {
        api.limitWrites(each.toMillis());
    }

    /** From now on a copy is done by calls of so many bytes each. */
    public void rewriteBySteps(long bytes) {
        api.rewriteBySteps(bytes);
    }

    /** What a client needs to find the server. */
    public Map<String, String> settings() {
        return settings(address());
    }

    static Map<String, String> settings(URI address) {
        return new TreeMap<>(
                Map.of("gs.storage.root.url", address.toString(), "gs.auth.null.enable", "true"));
    }

    /** The same, and more. */
    public Configuration configuration(String... keysAndValues) {
        Map<String, String> settings = settings();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Configuration.fromMap(settings);
    }

    /** A directory in {@link #BUCKET} that nobody else uses. */
    public static org.apache.flink.core.fs.Path directory() {
        return new org.apache.flink.core.fs.Path("gs://%s/%s".formatted(BUCKET, UUID.randomUUID()));
    }

    @Override
    public void close() {
        relay.close();
        server.close();
    }
}
