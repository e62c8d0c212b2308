package io.spillway.s3.testing;

import io.spillway.checkpoint.testing.StoreContainer;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.StoreRelay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** LocalStack, with the bucket {@link MockS3#BUCKET}. */
public final class LocalStackS3 implements StoreContainer.Store {
    private static final DockerImageName IMAGE =
            DockerImageName.parse("localstack/localstack:4.0.3");

    @Override
    public GenericContainer<?> container() {
        return new GenericContainer<>(IMAGE)
                .withEnv("SERVICES", "s3")
                .withExposedPorts(port())
                .waitingFor(Wait.forHttp("/_localstack/health").forPort(port()));
    }

    @Override
    public int port() {
        return 4566;
    }

    @Override
    public StoreRelay relay(int mapped) throws IOException {
        return StoreRelay.before(mapped);
    }

    @Override
    public HttpRequest bucket(URI address) {
        return HttpRequest.newBuilder(URI.create(address + "/" + MockS3.BUCKET))
                .PUT(HttpRequest.BodyPublishers.noBody())
                // By which it knows what is asked of it.
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request")
                .build();
    }

    @Override
    public Map<String, String> settings(URI address) {
        return Map.of(
                "s3.endpoint", address.toString(),
                "s3.endpoint.region", "us-east-1",
                "s3.path-style-access", "true",
                "s3.access-key", "tester",
                "s3.secret-key", "no-secret-at-all");
    }
}
