package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.dist.Installation.Ended;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.objectstore.MockS3;
import io.spillway.localcloud.objectstore.SeenRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A JobManager whose store on S3 can't be used doesn't start, and says in one line why. */
class StoreTroubleIT {
    private final String directory = UUID.randomUUID().toString();
    private Installation spillway;
    private MockS3 s3;

    @BeforeEach
    void unpack() throws IOException {
        spillway = Installation.prepared();
        Files.copy(
                spillway.home().resolve("examples/top-speed-windowing.jar"),
                spillway.home().resolve("usrlib/top-speed-windowing.jar"));
        s3 = MockS3.open();
    }

    @AfterEach
    void close() {
        s3.close();
        spillway.close();
    }

    @Test
    void isToldBeforeTheJobStarts() throws Exception {
        assertRefused("no-such-bucket", "there is no bucket no-such-bucket");

        s3.relay()
                .fail(
                        StoreTroubleIT::isWrite,
                        new Fault.Answer(403, "AccessDenied"),
                        Integer.MAX_VALUE);
        assertRefused(
                MockS3.BUCKET,
                "PutObject answered 403 AccessDenied",
                "not allowed on bucket " + MockS3.BUCKET,
                "it takes s3:PutObject");
        s3.relay().reset();

        s3.relay().fail(StoreTroubleIT::isWrite, new Fault.IgnoreConditions(), Integer.MAX_VALUE);
        assertRefused(
                MockS3.BUCKET,
                "can't be used for high availability, two JobManagers could lead at once",
                "(If-None-Match)");
        s3.relay().reset();

        String lease = directory + "/ha/default/spillway/leader";
        put(lease, "not of ours");
        assertRefused(MockS3.BUCKET, lease);
    }

    private void assertRefused(String bucket, String... said) {
        List<String> arguments = new ArrayList<>(List.of("jobmanager"));
        Map<String, String> settings = s3.settings();
        settings.put("high-availability.type", "object-store");
        settings.put("execution.checkpointing.dir", "s3://%s/%s".formatted(bucket, directory));
        settings.put("s3.retries", "1");
        settings.forEach((key, value) -> arguments.add("-D%s=%s".formatted(key, value)));

        Ended ended = spillway.run(arguments.toArray(String[]::new));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.errors()).contains(said);
        assertThat(ended.errors().strip().lines()).as(ended.errors()).hasSize(1);
    }

    private static boolean isWrite(SeenRequest request) {
        return request.method().equals("PUT");
    }

    private void put(String key, String content) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("%s/%s/%s".formatted(s3.server(), MockS3.BUCKET, key)))
                        .PUT(BodyPublishers.ofString(content))
                        .build();
        assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }
}
