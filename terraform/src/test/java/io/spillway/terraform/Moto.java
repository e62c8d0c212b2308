package io.spillway.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.objectstore.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/** A Moto of one's own, and AWS' clients for it. */
public final class Moto implements AutoCloseable {
    public static final Region REGION = Region.EU_CENTRAL_1;

    private final ServerProcess server;

    private Moto(ServerProcess server) {
        this.server = server;
    }

    /** Starts one; empty where it isn't installed. */
    public static Optional<Moto> start() throws IOException {
        return ServerProcess.moto().map(Moto::new);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** What a client needs to talk to it, and to it alone. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(address())
                .region(REGION)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("tester", "no-secret-at-all")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** From now on callers are held to their keys and policies, or not. */
    public void holdCallersToTheirPolicies(boolean hold) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(address().resolve("/moto-api/reset-auth"))
                                        .header("Content-Type", "text/plain")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        hold ? "0" : "1000000"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Override
    public void close() {
        server.close();
    }
}
