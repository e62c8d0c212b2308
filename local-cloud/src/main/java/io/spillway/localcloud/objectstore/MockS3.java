package io.spillway.localcloud.objectstore;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;

/**
 * An S3Mock behind a relay. The relay is the caller's own, and so are the connections that it
 * counts; the server is, too, or one for all of this JVM.
 */
public final class MockS3 implements AutoCloseable {
    /** Buckets that exist. */
    public static final String BUCKET = "tests";

    public static final String OTHER_BUCKET = "others";

    /** The system property that tells tests where the server's jars are. */
    public static final String JARS = "spillway.s3.server";

    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";
    private static final String LONG_LIVED = "-XX:+TieredCompilation";

    private static ServerProcess shared;

    private final StoreRelay relay;
    private final ServerProcess server;
    private final boolean own;

    private MockS3(ServerProcess server, boolean own) throws IOException {
        this.relay = StoreRelay.before(server.port());
        this.server = server;
        this.own = own;
    }

    /**
     * A relay before the server of all tests of this JVM, which the first call starts from the jars
     * that the system property {@link #JARS} names and which ends with the JVM.
     */
    public static MockS3 open() throws IOException {
        return new MockS3(shared(), false);
    }

    /**
     * A relay before a server of its own, which ends when this is closed: for benchmarks, as fast
     * as it gets. Blocks until it listens, a minute at most.
     *
     * @param jars the directory with all jars of S3Mock
     * @param files where it keeps objects; they are deleted when it ends
     */
    public static MockS3 start(Path jars, Path files) throws IOException {
        return new MockS3(server(jars, files, LONG_LIVED), true);
    }

    private static synchronized ServerProcess shared() throws IOException {
        if (shared == null) {
            String jars = System.getProperty(JARS);
            if (jars == null) {
                throw new IOException("system property " + JARS + " isn't set");
            }
            shared =
                    server(
                            Path.of(jars),
                            Path.of(
                                    System.getProperty("java.io.tmpdir"),
                                    "s3mock-" + UUID.randomUUID()),
                            SHORT_LIVED);
        }
        return shared;
    }

    private static ServerProcess server(Path jars, Path files, String compiler) throws IOException {
        return ServerProcess.s3Mock(jars, files, List.of(BUCKET, OTHER_BUCKET), compiler);
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
        Map<String, String> settings = new TreeMap<>();
        settings.put("s3.endpoint", relay.address().toString());
        settings.put("s3.endpoint.region", "us-east-1");
        settings.put("s3.path-style-access", "true");
        settings.put("s3.access-key", "tester");
        settings.put("s3.secret-key", "no-secret-at-all");
        return settings;
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
        return new org.apache.flink.core.fs.Path("s3://%s/%s".formatted(BUCKET, UUID.randomUUID()));
    }

    @Override
    public void close() {
        relay.close();
        if (own) {
            server.close();
        }
    }
}
