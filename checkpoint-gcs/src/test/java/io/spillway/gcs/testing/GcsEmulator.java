package io.spillway.gcs.testing;

import io.spillway.checkpoint.testing.StoreContainer;
import io.spillway.localcloud.gcp.storage.LocalStorage;
import io.spillway.localcloud.gcp.storage.StorageDialect;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Somebody else's Cloud Storage, with the bucket {@link LocalStorage#BUCKET}. */
public enum GcsEmulator implements StoreContainer.Store {
    /** Knows conditions of uploads alone. */
    FAKE_GCS_SERVER("fsouza/fake-gcs-server:1.55.1", 4443, "/_internal/healthcheck") {
        @Override
        public GenericContainer<?> container() {
            return super.container().withCommand("-scheme", "http", "-backend", "memory");
        }
    },
    /** The one that Google's own clients are tested against. */
    TESTBENCH("gcr.io/cloud-devrel-public-resources/storage-testbench:v0.45.0", 9000, "/");

    private final String image;
    private final int port;
    private final String health;

    GcsEmulator(String image, int port, String health) {
        this.image = image;
        this.port = port;
        this.health = health;
    }

    @Override
    public GenericContainer<?> container() {
        return new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(port)
                .waitingFor(Wait.forHttp(health).forPort(port));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public StoreRelay relay(int mapped) throws IOException {
        return StoreRelay.before(mapped, new StorageDialect());
    }

    @Override
    public HttpRequest bucket(URI address) {
        return HttpRequest.newBuilder(URI.create(address + "/storage/v1/b?project=tests"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"%s\"}".formatted(LocalStorage.BUCKET)))
                .build();
    }

    @Override
    public Map<String, String> settings(URI address) {
        return Map.of("gs.storage.root.url", address.toString(), "gs.auth.null.enable", "true");
    }
}
