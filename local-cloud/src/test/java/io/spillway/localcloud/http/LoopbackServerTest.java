package io.spillway.localcloud.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopbackServerTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private LoopbackServer server;

    /** Says what it was sent, and hangs up on {@code /nothing}. */
    @BeforeEach
    void start() throws IOException {
        server =
                LoopbackServer.start(
                        "test",
                        request ->
                                request.path().equals("/nothing")
                                        ? Optional.empty()
                                        : Optional.of(
                                                HttpAnswer.text(
                                                        200,
                                                        "text/plain",
                                                        request.method()
                                                                + " "
                                                                + new String(
                                                                        request.body(),
                                                                        StandardCharsets.UTF_8))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bodiesComeWholeOrInChunks() throws Exception {
        assertThat(send("POST", "/", BodyPublishers.ofString("whole")).body())
                .isEqualTo("POST whole");
        String large = "chunks ".repeat(20_000);
        assertThat(
                        send(
                                        "POST",
                                        "/",
                                        BodyPublishers.ofInputStream(
                                                () ->
                                                        new ByteArrayInputStream(
                                                                large.getBytes(
                                                                        StandardCharsets.UTF_8))))
                                .body())
                .isEqualTo("POST " + large);
    }

    @Test
    void headHasNoBody() throws Exception {
        HttpResponse<String> answer = send("HEAD", "/", BodyPublishers.noBody());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(send("GET", "/", BodyPublishers.noBody()).body()).isEqualTo("GET ");
    }

    @Test
    void mayHangUpWithoutAnAnswer() {
        assertThatThrownBy(() -> send("POST", "/nothing", BodyPublishers.ofString("x")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void nobodyAnswersWhenItIsClosed() {
        server.close();

        assertThatThrownBy(() -> send("POST", "/", BodyPublishers.ofString("x")))
                .isInstanceOf(IOException.class);
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body)
            throws Exception {
        return http.send(
                java.net.http.HttpRequest.newBuilder(server.address().resolve(path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(method, body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
