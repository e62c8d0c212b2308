package io.spillway.gcs.testing;

import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.localcloud.gcp.storage.StorageDialect;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Somebody else's Cloud Storage in a container, behind a relay, with the bucket {@link
 * LocalStorage#BUCKET}.
 */
public final class GcsEmulator implements AutoCloseable {
    private static final DockerImageName FAKE_GCS_SERVER =
            DockerImageName.parse("fsouza/fake-gcs-server:1.55.1");
    private static final int FAKE_GCS_SERVER_PORT = 4443;

    private static final DockerImageName TESTBENCH =
            DockerImageName.parse("gcr.io/cloud-devrel-public-resources/storage-testbench:v0.45.0");
    private static final int TESTBENCH_PORT = 9000;

    private final GenericContainer<?> container;
    private final StoreRelay relay;

    private GcsEmulator(GenericContainer<?> container, StoreRelay relay) {
        this.container = container;
        this.relay = relay;
    }

    /** Whether one can be started here. */
    public static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Starts a fake-gcs-server, which knows conditions of uploads alone. */
    public static GcsEmulator fakeGcsServer() throws IOException, InterruptedException {
        return start(
                new GenericContainer<>(FAKE_GCS_SERVER)
                        .withCommand("-scheme", "http", "-backend", "memory")
                        .withExposedPorts(FAKE_GCS_SERVER_PORT)
                        .waitingFor(
                                Wait.forHttp("/_internal/healthcheck")
                                        .forPort(FAKE_GCS_SERVER_PORT)),
                FAKE_GCS_SERVER_PORT);
    }

    /** Starts the testbench that Google's own clients are tested against. */
    public static GcsEmulator testbench() throws IOException, InterruptedException {
        return start(
                new GenericContainer<>(TESTBENCH)
                        .withExposedPorts(TESTBENCH_PORT)
                        .waitingFor(Wait.forHttp("/").forPort(TESTBENCH_PORT)),
                TESTBENCH_PORT);
    }

    private static GcsEmulator start(GenericContainer<?> container, int port)
            throws IOException, InterruptedException {
        container.start();
        GcsEmulator started =
                new GcsEmulator(
                        container,
                        StoreRelay.before(container.getMappedPort(port), new StorageDialect()));
        HttpResponse<String> made =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        started.relay.address()
                                                                + "/storage/v1/b?project=tests"))
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"name\":\"%s\"}"
                                                                .formatted(LocalStorage.BUCKET)))
                                        .build(),
                                BodyHandlers.ofString());
        if (made.statusCode() != 200) {
            started.close();
            throw new IOException(
                    "%s makes no bucket: %s"
                            .formatted(container.getDockerImageName(), made.body()));
        }
        return started;
    }

    /** What a client needs to find the server. */
    public Map<String, String> settings() {
        return new TreeMap<>(
                Map.of(
                        "gs.storage.root.url",
                        relay.address().toString(),
                        "gs.auth.null.enable",
                        "true"));
    }

    @Override
    public void close() {
        relay.close();
        container.stop();
    }
}
