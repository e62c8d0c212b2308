package io.spillway.localcloud.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.localcloud.gcp.storage.LocalStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The relay's copies, before a server that holds the objects themselves. */
class KeptObjectsTest {
    private static final int BYTES = 700_000;
    private static final String OBJECT = "/storage/v1/b/tests/o/a%2Fb";

    private final HttpClient client = HttpClient.newHttpClient();
    private final byte[] content = new byte[BYTES];
    private LocalStorage storage;

    @TempDir Path directory;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(content);
        storage = LocalStorage.start();
        HttpRequest insert =
                HttpRequest.newBuilder(
                                URI.create(
                                        storage.server()
                                                + "/upload/storage/v1/b/tests/o?uploadType=media&name=a%2Fb"))
                        .POST(BodyPublishers.ofByteArray(content))
                        .build();
        assertThat(client.send(insert, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        storage.relay().keep("a/b", Files.write(directory.resolve("copy"), content));
    }

    @AfterEach
    void stop() {
        storage.close();
    }

    private HttpResponse<byte[]> get(URI from, String query, Optional<String> range)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(from + OBJECT + query));
        range.ifPresent(each -> request.header("Range", each));
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private void assertSame(String query, Optional<String> range) throws Exception {
        HttpResponse<byte[]> relayed = get(storage.address(), query, range);
        HttpResponse<byte[]> direct = get(storage.server(), query, range);
        assertThat(relayed.statusCode()).isEqualTo(direct.statusCode());
        assertThat(relayed.headers().map()).isEqualTo(direct.headers().map());
        assertThat(relayed.body()).isEqualTo(direct.body());
    }

    @Test
    void areAnsweredAsByTheServer() throws Exception {
        assertSame("?alt=media", Optional.empty());
        assertSame("?alt=media", Optional.of("bytes=0-0"));
        assertSame("?alt=media", Optional.of("bytes=300000-599999"));
        assertSame("?alt=media", Optional.of("bytes=300000-"));
        assertSame("?alt=media", Optional.of("bytes=699999-999999"));
        assertSame("?alt=media", Optional.of("bytes=-5"));
        assertSame("?alt=media", Optional.of("bytes=700000-"));
        assertSame("", Optional.empty());
    }

    @Test
    void areHeldToTheRequestsConditionsByTheServer() throws Exception {
        assertSame("?alt=media&ifGenerationMatch=1", Optional.of("bytes=0-99"));
        assertThat(
                        get(
                                        storage.address(),
                                        "?alt=media&ifGenerationMatch=1",
                                        Optional.of("bytes=0-99"))
                                .statusCode())
                .isEqualTo(412);
    }

    @Test
    void comeFromTheCopyAndAreCounted() throws Exception {
        byte[] other = new byte[BYTES];
        storage.relay().keep("a/b", Files.write(directory.resolve("other"), other));
        storage.relay().reset();

        byte[] read = get(storage.address(), "?alt=media", Optional.of("bytes=100-399999")).body();

        assertThat(read).isEqualTo(Arrays.copyOfRange(other, 100, 400_000));
        // The last of it is counted when it has been sent.
        await().atMost(Duration.ofMinutes(1)).until(() -> storage.relay().active() == 0);
        assertThat(storage.relay().sentBytes()).isEqualTo(399_900);
        assertThat(storage.relay().counts()).isEqualTo(Map.of("objects.get?alt=media", 1));
    }

    @Test
    void faultsComeFirst() throws Exception {
        storage.relay().fail("objects.get?alt=media", new Fault.Answer(503, "slow"), 1);
        assertThat(get(storage.address(), "?alt=media", Optional.empty()).statusCode())
                .isEqualTo(503);
        assertSame("?alt=media", Optional.empty());
    }
}
