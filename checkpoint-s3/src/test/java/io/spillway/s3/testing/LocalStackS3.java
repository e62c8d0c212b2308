package io.spillway.s3.testing;

import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A LocalStack in a container, behind a relay, with the bucket {@link MockS3#BUCKET}. */
public final class LocalStackS3 implements AutoCloseable {
    private static final DockerImageName IMAGE =
            DockerImageName.parse("localstack/localstack:4.0.3");
    private static final int PORT = 4566;

    private final GenericContainer<?> container;
    private final StoreRelay relay;

    private LocalStackS3(GenericContainer<?> container, StoreRelay relay) {
        this.container = container;
        this.relay = relay;
    }

    /** Whether one can be started here. */
    public static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Starts one. */
    public static LocalStackS3 start() throws IOException, InterruptedException {
        GenericContainer<?> container =
                new GenericContainer<>(IMAGE)
                        .withEnv("SERVICES", "s3")
                        .withExposedPorts(PORT)
                        .waitingFor(Wait.forHttp("/_localstack/health").forPort(PORT));
        container.start();
        LocalStackS3 started =
                new LocalStackS3(container, StoreRelay.before(container.getMappedPort(PORT)));
        HttpResponse<String> made =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        started.relay.address()
                                                                + "/"
                                                                + MockS3.BUCKET))
                                        .PUT(HttpRequest.BodyPublishers.noBody())
                                        // By which it knows what is asked of it.
                                        .header(
                                                "Authorization",
                                                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request")
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        if (made.statusCode() != 200) {
            started.close();
            throw new IOException("LocalStack makes no bucket: " + made.body());
        }
        return started;
    }

    /** What a client needs to find the server. */
    public Map<String, String> settings() {
        return new TreeMap<>(
                Map.of(
                        "s3.endpoint", relay.address().toString(),
                        "s3.endpoint.region", "us-east-1",
                        "s3.path-style-access", "true",
                        "s3.access-key", "tester",
                        "s3.secret-key", "no-secret-at-all"));
    }

    @Override
    public void close() {
        relay.close();
        container.stop();
    }
}
