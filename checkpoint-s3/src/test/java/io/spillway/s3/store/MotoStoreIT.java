package io.spillway.s3.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.s3.client.ObjectId;
import io.spillway.s3.client.S3Connection;
import io.spillway.s3.settings.S3SettingsReader;
import io.spillway.s3.testing.S3Relay;
import io.spillway.s3.testing.ServerProcess;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.ConditionalStoreContract;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same against another server, where it is installed: {@code pip install moto[server]}. */
class MotoStoreIT extends ConditionalStoreContract {
    private static ServerProcess server;
    private static S3Relay relay;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> moto =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, "moto_server"))
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(moto.isPresent(), "no moto_server on the PATH");
        server =
                ServerProcess.start(
                        List.of(moto.get().toString(), "-H", "127.0.0.1", "-p", "0"),
                        Pattern.compile("Running on http://127.0.0.1:([0-9]+)"));
        relay = S3Relay.before(server.port());
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(relay.address() + "/tests"))
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .header(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request")
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    @AfterAll
    static void stop() {
        if (relay != null) {
            relay.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected ConditionalStore open() throws Exception {
        S3Connection connection =
                S3Connection.shared(
                        S3SettingsReader.read(
                                Configuration.fromMap(
                                        Map.of(
                                                "s3.endpoint", relay.address().toString(),
                                                "s3.path-style-access", "true",
                                                "s3.access-key", "tester",
                                                "s3.secret-key", "no-secret-at-all"))));
        return new S3ConditionalStore(
                connection.objects(), connection.once(), new ObjectId("tests", "ha/"));
    }
}
