package io.spillway.localcloud.objectstore;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A Moto behind a relay, with the bucket {@link MockS3#BUCKET}. */
public final class MotoS3 implements AutoCloseable {
    private final ServerProcess server;
    private final StoreRelay relay;

    private MotoS3(ServerProcess server, StoreRelay relay) {
        this.server = server;
        this.relay = relay;
    }

    /** Starts one; empty where it isn't installed. */
    public static Optional<MotoS3> start() throws IOException, InterruptedException {
        Optional<ServerProcess> server = ServerProcess.moto();
        if (server.isEmpty()) {
            return Optional.empty();
        }
        MotoS3 moto = new MotoS3(server.get(), StoreRelay.before(server.get().port()));
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(moto.relay.address() + "/" + MockS3.BUCKET))
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                // By which it knows what is asked of it.
                                .header(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request")
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        return Optional.of(moto);
    }

    /** The relay. */
    public StoreRelay relay() {
        return relay;
    }

    /** What a client needs to find the server. */
    public Map<String, String> settings() {
        return new TreeMap<>(
                Map.of(
                        "s3.endpoint", relay.address().toString(),
                        "s3.path-style-access", "true",
                        "s3.access-key", "tester",
                        "s3.secret-key", "no-secret-at-all"));
    }

    @Override
    public void close() {
        relay.close();
        server.close();
    }
}
