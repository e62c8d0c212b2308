package io.spillway.localcloud.gcp.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.objectstore.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the emulator answers, beside what the plugin's own client asks of it in its tests. */
class LocalStorageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private LocalStorage storage;

    @BeforeEach
    void start() throws Exception {
        storage = LocalStorage.start();
    }

    @AfterEach
    void stop() {
        storage.close();
    }

    @Test
    void aWriteChecksTheGeneration() throws Exception {
        String first = generation(insert("a", "one", "&ifGenerationMatch=0"));
        assertThat(insert("a", "two", "&ifGenerationMatch=0").statusCode()).isEqualTo(412);
        HttpResponse<String> second = insert("a", "two", "&ifGenerationMatch=" + first);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(Long.parseLong(generation(second))).isGreaterThan(Long.parseLong(first));
        HttpResponse<String> refused =
                send("DELETE", "/storage/v1/b/tests/o/a?ifGenerationMatch=" + first, "");
        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(json(refused).at("/error/errors/0/reason").asText())
                .isEqualTo("conditionNotMet");
    }

    @Test
    void aReadOfWhatIsKnownAlreadyIsNotModified() throws Exception {
        String generation = generation(insert("a", "one", ""));
        String path = "/storage/v1/b/tests/o/a?alt=media&ifGenerationNotMatch=";
        assertThat(send("GET", path + generation, "").statusCode()).isEqualTo(304);
        assertThat(send("GET", path + 1, "").body()).isEqualTo("one");
    }

    @Test
    void metadataHaveAGenerationOfTheirOwn() throws Exception {
        String generation = generation(insert("a", "one", ""));
        JsonNode described =
                json(send("PATCH", "/storage/v1/b/tests/o/a", "{\"metadata\":{\"k\":\"v\"}}"));
        assertThat(described.path("generation").asText()).isEqualTo(generation);
        assertThat(described.path("metageneration").asText()).isEqualTo("2");
        assertThat(described.at("/metadata/k").asText()).isEqualTo("v");
        assertThat(send("GET", "/storage/v1/b/tests/o/a?ifMetagenerationMatch=1", "").statusCode())
                .isEqualTo(412);
    }

    @Test
    void aRangeIsAPieceAndBeyondTheEndThereIsNone() throws Exception {
        insert("a", "0123456789", "");
        HttpResponse<String> piece = media("bytes=2-4");
        assertThat(piece.statusCode()).isEqualTo(206);
        assertThat(piece.body()).isEqualTo("234");
        assertThat(piece.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
        assertThat(media("bytes=-3").body()).isEqualTo("789");
        assertThat(media("bytes=8-99").body()).isEqualTo("89");
        assertThat(media("bytes=10-").statusCode()).isEqualTo(416);
    }

    private HttpResponse<String> media(String range) throws Exception {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        storage.address()
                                                + "/download/storage/v1/b/tests/o/a?alt=media"))
                        .header("Range", range)
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void anAnswerHasOnlyTheFieldsThatAreAskedFor() throws Exception {
        assertThat(json(insert("a", "one", "&fields=generation")).size()).isEqualTo(1);
        JsonNode some = json(send("GET", "/storage/v1/b/tests/o/a?fields=name,size,metadata", ""));
        assertThat(some.toString()).isEqualTo("{\"name\":\"a\",\"size\":\"3\"}");
    }

    @Test
    void aListingHasPagesAndPrefixes() throws Exception {
        for (String name : List.of("d/1", "d/2", "d/e/1", "d/e/2", "d/f", "g")) {
            insert(name, "x", "");
        }
        List<String> told = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            JsonNode page =
                    json(
                            send(
                                    "GET",
                                    "/storage/v1/b/tests/o?prefix=d/&delimiter=/&maxResults=2&pageToken="
                                            + token,
                                    ""));
            page.path("items").forEach(each -> told.add(each.path("name").asText()));
            page.path("prefixes").forEach(each -> told.add(each.asText()));
            token = page.path("nextPageToken").asText();
            pages++;
        } while (!token.isEmpty());
        assertThat(told).containsExactly("d/1", "d/2", "d/f", "d/e/");
        assertThat(pages).isEqualTo(2);
    }

    @Test
    void anUploadMayComeInPieces() throws Exception {
        HttpResponse<String> begun =
                send("POST", "/upload/storage/v1/b/tests/o?uploadType=resumable&name=a", "{}");
        URI session = URI.create(begun.headers().firstValue("Location").orElseThrow());
        assertThat(piece(session, "bytes 0-3/*", "0123").statusCode()).isEqualTo(308);
        HttpResponse<String> asked = piece(session, "bytes */*", "");
        assertThat(asked.headers().firstValue("Range")).contains("bytes=0-3");
        assertThat(piece(session, "bytes 4-5/6", "45").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/storage/v1/b/tests/o/a?alt=media", "").body()).isEqualTo("012345");
    }

    private HttpResponse<String> piece(URI session, String range, String content) throws Exception {
        return client.send(
                HttpRequest.newBuilder(session)
                        .header("Content-Range", range)
                        .PUT(BodyPublishers.ofString(content))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void aCompositionTakesThirtyTwoObjects() throws Exception {
        insert("a", "x", "");
        assertThat(compose(32).statusCode()).isEqualTo(200);
        assertThat(compose(33).statusCode()).isEqualTo(400);
        assertThat(send("GET", "/storage/v1/b/tests/o/all?alt=media", "").body()).hasSize(32);
    }

    private HttpResponse<String> compose(int sources) throws Exception {
        return send(
                "POST",
                "/storage/v1/b/tests/o/all/compose",
                "{\"sourceObjects\":[%s]}"
                        .formatted("{\"name\":\"a\"}" + ",{\"name\":\"a\"}".repeat(sources - 1)));
    }

    @Test
    void aRangeOfACompositionMayTakeFromSeveralOfItsObjects() throws Exception {
        insert("b", "01234", "");
        insert("c", "56789", "");
        HttpResponse<String> composed =
                send(
                        "POST",
                        "/storage/v1/b/tests/o/a/compose",
                        "{\"sourceObjects\":[{\"name\":\"b\"},{\"name\":\"c\"},{\"name\":\"b\"}],\"deleteSourceObjects\":true}");
        assertThat(json(composed).path("size").asText()).isEqualTo("15");
        assertThat(json(composed).path("crc32c").asText()).isEqualTo(checksum("012345678901234"));
        assertThat(media("bytes=3-11").body()).isEqualTo("345678901");
        assertThat(send("GET", "/storage/v1/b/tests/o/b", "").statusCode()).isEqualTo(404);
    }

    private String checksum(String content) throws Exception {
        return json(insert("other", content, "")).path("crc32c").asText();
    }

    @Test
    void anObjectMayComeWholeHoweverLargeItIs() throws Exception {
        String large = "0123456789".repeat(3 << 20);
        assertThat(insert("a", large, "").statusCode()).isEqualTo(200);
        assertThat(media("bytes=31457270-").body()).isEqualTo("0123456789");
        assertThat(send("GET", "/storage/v1/b/tests/o/a?alt=media", "").body()).isEqualTo(large);
    }

    /** What looks like a boundary is none where the part says that it is longer. */
    @Test
    void aPartThatTellsItsLengthMayHoldAnything() throws Exception {
        String body =
                "--x\r\nContent-Type: application/json\r\n\r\n{\"name\":\"a\"}\r\n--x\r\nContent-Length: 13\r\n\r\none\r\n--x--two\r\n--x--\r\n";
        client.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        storage.address()
                                                + "/upload/storage/v1/b/tests/o?uploadType=multipart"))
                        .header("Content-Type", "multipart/related; boundary=x")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(send("GET", "/storage/v1/b/tests/o/a?alt=media", "").body())
                .isEqualTo("one\r\n--x--two");
    }

    @Test
    void anObjectTakesAWriteInEachPause() throws Exception {
        storage.limitWrites(Duration.ofMinutes(10));
        assertThat(insert("a", "one", "").statusCode()).isEqualTo(200);
        HttpResponse<String> throttled = insert("a", "two", "");
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(json(throttled).at("/error/errors/0/reason").asText())
                .isEqualTo("rateLimitExceeded");
        assertThat(insert("b", "two", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aChecksumThatDoesNotMatchIsRefused() throws Exception {
        String body =
                "--x\r\nContent-Type: application/json\r\n\r\n{\"name\":\"a\",\"crc32c\":\"AAAAAA==\"}\r\n--x\r\nContent-Type: text/plain\r\n\r\none\r\n--x--\r\n";
        HttpResponse<String> refused =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                storage.address()
                                                        + "/upload/storage/v1/b/tests/o?uploadType=multipart"))
                                .header("Content-Type", "multipart/related; boundary=x")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("CRC32C");
    }

    @Test
    void aBucketThatIsNotThereIsTold() throws Exception {
        HttpResponse<String> missing = send("GET", "/storage/v1/b/nowhere/o", "");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(json(missing).at("/error/message").asText())
                .isEqualTo("The specified bucket does not exist.");
    }

    @Test
    void itsRelayCountsAndFails() throws Exception {
        storage.relay().fail("objects.insert", new Fault.Answer(503, "backendError"), 1);
        assertThat(insert("a", "one", "").statusCode()).isEqualTo(503);
        storage.relay().fail("objects.insert", new Fault.IgnoreConditions(), 1);
        insert("a", "one", "");
        assertThat(insert("a", "two", "&ifGenerationMatch=0").statusCode()).isEqualTo(412);
        assertThat(storage.relay().counts()).isEqualTo(Map.of("objects.insert", 3));
    }

    private HttpResponse<String> insert(String name, String content, String more) throws Exception {
        return send(
                "POST",
                "/upload/storage/v1/b/tests/o?uploadType=media&name=%s%s"
                        .formatted(name.replace("/", "%2F"), more),
                content);
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(storage.address() + path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String generation(HttpResponse<String> response) throws IOException {
        return json(response).path("generation").asText();
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }
}
