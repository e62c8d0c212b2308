package io.spillway.s3.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;

/**
 * An S3Mock behind a relay. The server is one for all tests of this JVM, the relay is the test's
 * own, and so are the connections that it counts.
 */
public final class MockS3 implements AutoCloseable {
    /** Buckets that exist. */
    public static final String BUCKET = "tests";

    public static final String OTHER_BUCKET = "others";

    /** Where the server's jars are. */
    public static final String JARS = "spillway.s3.server";

    private static ServerProcess server;

    private final S3Relay relay;

    private MockS3(S3Relay relay) {
        this.relay = relay;
    }

    /** A relay of its own before the server, which is started by the first call. */
    public static MockS3 open() throws IOException {
        return new MockS3(S3Relay.before(server().port()));
    }

    private static synchronized ServerProcess server() throws IOException {
        if (server == null) {
            String jars = System.getProperty(JARS);
            if (jars == null) {
                throw new IOException("system property " + JARS + " isn't set");
            }
            Path files =
                    Path.of(System.getProperty("java.io.tmpdir"), "s3mock-" + UUID.randomUUID());
            server = ServerProcess.s3Mock(Path.of(jars), files, List.of(BUCKET, OTHER_BUCKET));
        }
        return server;
    }

    /** The relay. */
    public S3Relay relay() {
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

    /** A directory that nobody else uses. */
    public static org.apache.flink.core.fs.Path directory() {
        return new org.apache.flink.core.fs.Path("s3://%s/%s".formatted(BUCKET, UUID.randomUUID()));
    }

    @Override
    public void close() {
        relay.close();
    }
}
