package io.spillway.localcloud.gcp.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.service.ServedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VmMetadataServerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final HttpClient http = HttpClient.newHttpClient();
    private VmMetadata metadata;
    private VmMetadataServer server;

    @BeforeEach
    void start() throws IOException {
        metadata =
                new VmMetadata(
                        new VmFacts(
                                4_711_000_000_000_000_001L,
                                "workers-x4kd",
                                "my-project",
                                123_456_789_012L,
                                "europe-west1-b",
                                "e2-medium",
                                "127.0.0.1",
                                true,
                                "workers@my-project.iam.gserviceaccount.com",
                                Map.of(
                                        "created-by",
                                        "projects/1/zones/z/instanceGroupManagers/w")));
        server = VmMetadataServer.start(metadata);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void saysWhoTheVmIs() throws Exception {
        assertThat(get("instance/id").body()).isEqualTo("4711000000000000001");
        assertThat(get("instance/name").body()).isEqualTo("workers-x4kd");
        assertThat(get("instance/zone").body())
                .isEqualTo("projects/123456789012/zones/europe-west1-b");
        assertThat(get("instance/machine-type").body())
                .isEqualTo("projects/123456789012/machineTypes/e2-medium");
        assertThat(get("instance/network-interfaces/0/ip").body()).isEqualTo("127.0.0.1");
        assertThat(get("project/project-id").body()).isEqualTo("my-project");
        assertThat(get("instance/preempted").body()).isEqualTo("FALSE");
        assertThat(get("instance/maintenance-event").body()).isEqualTo("NONE");
        assertThat(get("instance/attributes/created-by").body()).endsWith("/w");
    }

    @Test
    void refusesWhoDoesNotSayThatHeMeansIt() throws Exception {
        HttpResponse<String> refused = send(HttpRequest.newBuilder(at("instance/id")));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Metadata-Flavor")).contains("Google");
        assertThat(
                        send(HttpRequest.newBuilder(at("instance/id"))
                                        .header("Metadata-Flavor", "Google")
                                        .header("X-Forwarded-For", "10.0.0.1"))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void directoriesEndInASlash() throws Exception {
        assertThat(get("instance/scheduling/").body())
                .isEqualTo("automatic-restart\non-host-maintenance\npreemptible\n");
        assertThat(get("instance/").body()).contains("attributes/\n", "preempted\n");
        HttpResponse<String> moved = get("instance");
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(moved.headers().firstValue("Location"))
                .contains("/computeMetadata/v1/instance/");
        assertThat(get("instance/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void recursiveAnswersAreJson() throws Exception {
        metadata.token("ya29.token", Duration.ofHours(1));
        JsonNode all = new ObjectMapper().readTree(get("?recursive=true&alt=json").body());
        JsonNode instance = all.path("instance");
        assertThat(instance.path("id").asLong()).isEqualTo(4_711_000_000_000_000_001L);
        assertThat(instance.path("networkInterfaces").path(0).path("ip").asText())
                .isEqualTo("127.0.0.1");
        assertThat(instance.path("maintenanceEvent").asText()).isEqualTo("NONE");
        assertThat(instance.path("attributes").path("created-by").asText()).endsWith("/w");
        assertThat(instance.path("scheduling").path("onHostMaintenance").asText())
                .isEqualTo("TERMINATE");
        JsonNode account = instance.path("serviceAccounts").path("default");
        assertThat(account.path("email").asText()).startsWith("workers@");
        assertThat(account.has("token")).isFalse();
        assertThat(get("instance/service-accounts/default/token").body())
                .contains("\"access_token\":\"ya29.token\"", "\"token_type\":\"Bearer\"");
        assertThat(all.path("project").path("projectId").asText()).isEqualTo("my-project");
        assertThat(get("instance/name?alt=json").body()).isEqualTo("\"workers-x4kd\"");
    }

    @Test
    void whoWaitsHearsOfTheChangeWhenItComes() throws Exception {
        String etag = etag(get("instance/preempted"));
        String ofAll = etag(get("instance/?recursive=true"));
        CompletableFuture<HttpResponse<String>> waiting =
                waitFor("instance/preempted?wait_for_change=true&timeout_sec=30&last_etag=" + etag);
        CompletableFuture<HttpResponse<String>> directory =
                waitFor(
                        "instance/?recursive=true&wait_for_change=true&timeout_sec=30&last_etag="
                                + ofAll);
        get("instance/name");
        assertThat(waiting).isNotDone();
        metadata.preempted(true);
        HttpResponse<String> changed = waiting.get(25, TimeUnit.SECONDS);
        assertThat(changed.body()).isEqualTo("TRUE");
        assertThat(etag(changed)).isNotEqualTo(etag);
        assertThat(directory.get(25, TimeUnit.SECONDS).body()).contains("\"preempted\":\"TRUE\"");
    }

    @Test
    void whoKnowsAnOlderContentNeedNotWait() throws Exception {
        String etag = etag(get("instance/preempted"));
        metadata.preempted(true);
        assertThat(
                        get("instance/preempted?wait_for_change=true&timeout_sec=30&last_etag="
                                        + etag)
                                .body())
                .isEqualTo("TRUE");
    }

    @Test
    void whatDoesNotChangeIsAnsweredAtTheTimeout() throws Exception {
        HttpResponse<String> first = get("instance/preempted");
        HttpResponse<String> after =
                get(
                        "instance/preempted?wait_for_change=true&timeout_sec=0&last_etag="
                                + etag(first));
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("FALSE");
        assertThat(etag(after)).isEqualTo(etag(first));
        assertThat(get("instance/preempted?wait_for_change=true&timeout_sec=soon").statusCode())
                .isEqualTo(400);
    }

    @Test
    void plannedMaintenanceIsAnObjectAndWithoutItUnavailable() throws Exception {
        assertThat(get("instance/upcoming-maintenance?alt=json").statusCode()).isEqualTo(503);
        metadata.upcomingMaintenance(NOW, NOW.plusSeconds(7200));
        assertThat(get("instance/upcoming-maintenance?alt=json").body())
                .contains("\"window_start_time\":\"2026-01-01T00:00:00Z\"");
        metadata.noUpcomingMaintenance();
        assertThat(get("instance/upcoming-maintenance?alt=json").statusCode()).isEqualTo(503);
    }

    @Test
    void aGracefulShutdownIsThere() throws Exception {
        assertThat(get("instance/shutdown-details/stop-state").body()).isEqualTo("UNSPECIFIED");
        metadata.pendingStop(Duration.ofMinutes(2), NOW);
        assertThat(get("instance/shutdown-details/?recursive=true").body())
                .contains("\"stopState\":\"PENDING_STOP\"", "\"maxDuration\":");
    }

    @Test
    void failsAsItIsTold() throws Exception {
        server.fail(each -> true, new Fault.Answer(429, "Too Many Requests"), 1);
        assertThat(get("instance/id").statusCode()).isEqualTo(429);
        assertThat(get("instance/id").statusCode()).isEqualTo(200);
        assertThat(server.requests()).extracting(ServedRequest::status).containsExactly(429, 200);
    }

    @Test
    void whoWaitsWhileItBeginsToFailLearnsNothingEither() throws Exception {
        String etag = get("instance/preempted").headers().firstValue("etag").orElseThrow();
        var waiting =
                waitFor("instance/preempted?wait_for_change=true&timeout_sec=20&last_etag=" + etag);

        server.fail(new Fault.Answer(429, "Too Many Requests"));
        metadata.preempted(true);
        assertThat(waiting.get(25, TimeUnit.SECONDS).statusCode()).isEqualTo(429);

        server.restore();
        assertThat(get("instance/preempted").body()).isEqualTo("TRUE");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(at(path)).header("Metadata-Flavor", "Google"));
    }

    private CompletableFuture<HttpResponse<String>> waitFor(String path) {
        return http.sendAsync(
                HttpRequest.newBuilder(at(path)).header("Metadata-Flavor", "Google").build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI at(String path) {
        return URI.create(server.address() + "/computeMetadata/v1/" + path);
    }

    private static String etag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }
}
