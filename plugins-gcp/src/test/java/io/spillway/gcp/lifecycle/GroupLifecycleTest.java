package io.spillway.gcp.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.gcp.metadata.GroupName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupLifecycleTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private HealthEndpoint health;
    private GroupLifecycle lifecycle;

    @BeforeEach
    void start() throws IOException {
        health = HealthEndpoint.start("127.0.0.1", 0);
        lifecycle =
                new GroupLifecycle(
                        Optional.of(new GroupName(false, "europe-west1-b", "workers")),
                        Optional.of(health));
    }

    @AfterEach
    void stop() {
        health.close();
    }

    private int ask(String method, String path) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + health.port() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void isHealthyFromJoiningToTheEndOfItsDrain() throws Exception {
        assertThat(ask("GET", "/health")).isEqualTo(503);
        lifecycle.joined();
        assertThat(ask("GET", "/health")).isEqualTo(200);
        lifecycle.heartbeat();
        lifecycle.release();
        assertThat(ask("GET", "/health")).isEqualTo(200);
        assertThat(lifecycle.heldBack()).isFalse();
    }

    @Test
    void isUnhealthyWhenItShouldBeReplaced() throws Exception {
        lifecycle.abandon();
        assertThat(ask("GET", "/health")).isEqualTo(503);
        lifecycle.joined();
        lifecycle.unhealthy("three deaths in five minutes");
        assertThat(ask("GET", "/health")).isEqualTo(503);
    }

    @Test
    void saysNoMoreThanThat() throws Exception {
        lifecycle.joined();
        assertThat(ask("GET", "/")).isEqualTo(404);
        assertThat(ask("GET", "/health/x")).isEqualTo(404);
        assertThat(ask("POST", "/health")).isEqualTo(405);
        assertThat(ask("HEAD", "/health")).isEqualTo(200);
    }

    @Test
    void aPortIsForOne() {
        assertThatThrownBy(() -> HealthEndpoint.start("127.0.0.1", health.port()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void withoutAGroupThereIsNobodyToTell() throws Exception {
        GroupLifecycle alone = new GroupLifecycle(Optional.empty(), Optional.empty());
        alone.joined();
        alone.unhealthy("alone");
        alone.abandon();
        alone.release();
        assertThat(alone.heldBack()).isFalse();
    }
}
