package io.spillway.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.LoopbackServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PlainRequestTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void bringsStatusBodyAndHeaders() throws Exception {
        try (LoopbackServer server =
                LoopbackServer.start(
                        "plain",
                        request ->
                                Optional.of(
                                        HttpAnswer.text(
                                                        request.method().equals("PUT") ? 403 : 200,
                                                        "text/plain",
                                                        request.header("asked").orElse("nobody"))
                                                .with("ETag", "e1")))) {
            PlainRequest.Answer answer =
                    PlainRequest.send("GET", server.address(), Map.of("Asked", "me"), LONG);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("me");
            assertThat(answer.header("ETag")).contains("e1");
            assertThat(answer.header("Other")).isEmpty();
            PlainRequest.Answer refused =
                    PlainRequest.send("PUT", server.address(), Map.of(), LONG);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).isEqualTo("nobody");
        }
    }

    @Test
    void isNotRedirected() throws Exception {
        try (LoopbackServer server =
                LoopbackServer.start(
                        "plain",
                        request ->
                                Optional.of(
                                        HttpAnswer.text(301, "text/plain", "")
                                                .with("Location", "http://127.0.0.1:1/")))) {
            assertThat(PlainRequest.send("GET", server.address(), Map.of(), LONG).status())
                    .isEqualTo(301);
        }
    }

    @Test
    void waitsNoLongerThanItMay() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (LoopbackServer server =
                LoopbackServer.start(
                        "plain",
                        request -> {
                            never.await();
                            return Optional.empty();
                        })) {
            assertThatThrownBy(
                            () ->
                                    PlainRequest.send(
                                            "GET",
                                            server.address(),
                                            Map.of(),
                                            Duration.ofMillis(50)))
                    .isInstanceOf(InterruptedIOException.class);
        }
        assertThatThrownBy(
                        () ->
                                PlainRequest.send(
                                        "GET", URI.create("http://127.0.0.1:1/"), Map.of(), LONG))
                .isInstanceOf(IOException.class);
    }
}
