package io.spillway.checkpoint.testing;

import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * Somebody else's store in a container, behind a relay, with a bucket, for the tests of one class;
 * these are skipped where no Docker engine answers. A static field of the class registers it.
 */
public final class StoreContainer
        implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {

    /** What is said of the store. */
    public interface Store {
        /** The container, not started; asked for only where Docker is. */
        GenericContainer<?> container();

        /** The port on which it listens there. */
        int port();

        /** Starts a relay before that port, as it can be reached from here. */
        StoreRelay relay(int mapped) throws IOException;

        /**
         * Makes the bucket.
         *
         * @param address of the relay
         */
        HttpRequest bucket(URI address);

        /**
         * What a client needs to find it.
         *
         * @param address of the relay
         */
        Map<String, String> settings(URI address);
    }

    private final Store store;
    private GenericContainer<?> container;
    private StoreRelay relay;

    public StoreContainer(Store store) {
        this.store = store;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return DockerClientFactory.instance().isDockerAvailable()
                ? ConditionEvaluationResult.enabled("a Docker engine answers")
                : ConditionEvaluationResult.disabled("no Docker engine answers");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        container = store.container();
        container.start();
        relay = store.relay(container.getMappedPort(store.port()));
        HttpResponse<String> made =
                HttpClient.newHttpClient()
                        .send(store.bucket(relay.address()), HttpResponse.BodyHandlers.ofString());
        if (made.statusCode() != 200) {
            throw new IOException(
                    "%s makes no bucket: %s"
                            .formatted(container.getDockerImageName(), made.body()));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (relay != null) {
            relay.close();
        }
        if (container != null) {
            container.stop();
        }
    }

    /** What a client needs to find the server. */
    public Map<String, String> settings() {
        return new TreeMap<>(store.settings(relay.address()));
    }
}
