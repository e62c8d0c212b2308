package io.spillway.localcloud.aws.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.localcloud.aws.testing.ManualClock;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.localcloud.service.ServedRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.imds.Ec2MetadataClient;
import software.amazon.awssdk.imds.Ec2MetadataClientException;
import software.amazon.awssdk.imds.Ec2MetadataRetryPolicy;

class MetadataServerTest {
    private static final String TTL = "X-aws-ec2-metadata-token-ttl-seconds";
    private static final String TOKEN = "X-aws-ec2-metadata-token";
    private static final Instant LATER = Instant.parse("2026-01-01T00:02:00.500Z");

    private final ManualClock clock = new ManualClock();
    private final HttpClient http = HttpClient.newHttpClient();
    private InstanceMetadata metadata;
    private MetadataServer server;
    private Ec2MetadataClient sdk;

    @BeforeEach
    void start() throws IOException {
        metadata =
                new InstanceMetadata(
                        new InstanceFacts(
                                "i-0123456789abcdef0",
                                "m7g.medium",
                                "arm64",
                                "123456789012",
                                "eu-central-1",
                                "eu-central-1b",
                                "ami-1",
                                "127.0.0.1",
                                true,
                                Optional.of("taskmanager"),
                                Map.of("aws:autoscaling:groupName", "workers", "Name", "worker"),
                                Optional.of("#!/bin/bash\n"),
                                clock.instant()),
                        MetadataOptions.DEFAULT);
        server = MetadataServer.start(metadata, MetadataOptions.DEFAULT, clock);
        sdk =
                Ec2MetadataClient.builder()
                        .endpoint(server.address())
                        .httpClient(UrlConnectionHttpClient.create())
                        .retryPolicy(Ec2MetadataRetryPolicy.none())
                        .build();
    }

    @AfterEach
    void stop() {
        sdk.close();
        server.close();
    }

    @Test
    void theSdkReadsWhoTheInstanceIs() {
        assertThat(get("/latest/meta-data/instance-id")).isEqualTo("i-0123456789abcdef0");
        assertThat(get("/latest/meta-data/placement/availability-zone")).isEqualTo("eu-central-1b");
        assertThat(get("/latest/meta-data/tags/instance/aws:autoscaling:groupName"))
                .isEqualTo("workers");
        assertThat(
                        sdk.get("/latest/dynamic/instance-identity/document")
                                .asDocument()
                                .asMap()
                                .get("accountId")
                                .asString())
                .isEqualTo("123456789012");
        assertThat(get("/latest/user-data")).startsWith("#!/bin/bash");
    }

    @Test
    void whatIsAboveItemsListsThem() {
        assertThat(get("/latest/meta-data/placement/")).isEqualTo("availability-zone\nregion");
        assertThat(get("/latest/meta-data"))
                .contains("instance-id\n", "placement/\n", "events/\n")
                .doesNotContain("spot");
        assertThat(get("/latest/meta-data/tags/instance"))
                .isEqualTo("Name\naws:autoscaling:groupName");
    }

    @Test
    void aNoticeThatIsNotThereIs404() {
        assertThatThrownBy(() -> get("/latest/meta-data/spot/instance-action"))
                .isInstanceOfSatisfying(
                        Ec2MetadataClientException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    @Test
    void aSpotNoticeComesAndIsWithdrawn() {
        metadata.spotInterruption("terminate", LATER);

        assertThat(get("/latest/meta-data/spot/instance-action"))
                .isEqualTo("{\"action\":\"terminate\",\"time\":\"2026-01-01T00:02:00Z\"}");
        assertThat(get("/latest/meta-data/spot/termination-time"))
                .isEqualTo("2026-01-01T00:02:00Z");

        metadata.withdrawSpotInterruption();
        assertThatThrownBy(() -> get("/latest/meta-data/spot/instance-action"))
                .isInstanceOf(Ec2MetadataClientException.class);
    }

    @Test
    void aStoppedInstanceHasNoTerminationTime() {
        metadata.spotInterruption("stop", LATER);

        assertThatThrownBy(() -> get("/latest/meta-data/spot/termination-time"))
                .isInstanceOf(Ec2MetadataClientException.class);
    }

    @Test
    void theOtherNoticesHaveTheirFormats() {
        metadata.rebalanceRecommendation(LATER);
        metadata.targetLifecycleState("Warmed:Stopped");

        assertThat(get("/latest/meta-data/events/recommendations/rebalance"))
                .isEqualTo("{\"noticeTime\":\"2026-01-01T00:02:00Z\"}");
        assertThat(get("/latest/meta-data/autoscaling/target-lifecycle-state"))
                .isEqualTo("Warmed:Stopped");
        assertThat(get("/latest/meta-data/events/maintenance/scheduled")).isEqualTo("[]");

        metadata.maintenance(
                List.of(
                        new MaintenanceEvent(
                                "instance-event-1",
                                "instance-retirement",
                                "The instance is running on degraded hardware",
                                "active",
                                LATER,
                                LATER.plusSeconds(60))));
        assertThat(get("/latest/meta-data/events/maintenance/scheduled"))
                .contains("\"NotBefore\":\"01 Jan 2026 00:02:00 GMT\"")
                .contains("\"Code\":\"instance-retirement\"");
    }

    @Test
    void aTokenExpires() throws Exception {
        String token = put("60").body();
        assertThat(get("/latest/meta-data/instance-id", token).statusCode()).isEqualTo(200);

        clock.advance(Duration.ofSeconds(60));

        assertThat(get("/latest/meta-data/instance-id", token).statusCode()).isEqualTo(401);
    }

    @Test
    void tokensThatAreForgottenAreInvalid() throws Exception {
        String token = put("60").body();

        server.forgetTokens();

        assertThat(get("/latest/meta-data/instance-id", token).statusCode()).isEqualTo(401);
    }

    @Test
    void aRequestWithoutATokenIsRefusedUnlessTokensAreOptional() throws Exception {
        HttpRequest request = request("/latest/meta-data/instance-id").build();
        assertThat(send(request).statusCode()).isEqualTo(401);

        server.modify(new MetadataOptions(true, false, true));

        assertThat(send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void timesToLiveHaveLimits() throws Exception {
        assertThat(put("21600").statusCode()).isEqualTo(200);
        assertThat(put("21601").statusCode()).isEqualTo(400);
        assertThat(put("0").statusCode()).isEqualTo(400);
        assertThat(put("many").statusCode()).isEqualTo(400);
    }

    @Test
    void noTokenGoesThroughAProxy() throws Exception {
        HttpRequest request =
                request(MetadataServer.TOKEN_PATH)
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .header(TTL, "60")
                        .header("X-Forwarded-For", "10.0.0.1")
                        .build();

        assertThat(send(request).statusCode()).isEqualTo(403);
    }

    @Test
    void metadataThatIsOffIs403() throws Exception {
        server.modify(new MetadataOptions(false, true, false));

        assertThat(put("60").statusCode()).isEqualTo(403);
    }

    @Test
    void tagsAreThereOnlyWhenTheyAreOn() {
        InstanceMetadata without =
                new InstanceMetadata(metadata.facts(), new MetadataOptions(true, true, false));

        assertThat(without.get("/latest/meta-data/tags/instance/Name")).isEmpty();
    }

    @Test
    void faultsAreAsPlanned() throws Exception {
        String token = put("60").body();
        server.fail(each -> true, new Fault.Answer(401, "Unauthorized"), 1);
        server.fail(each -> true, new Fault.Answer(503, "Service Unavailable"), 1);
        server.fail(each -> true, new Fault.DropRequest(), 20);

        assertThat(get("/latest/meta-data/instance-id", token).statusCode()).isEqualTo(401);
        assertThat(get("/latest/meta-data/instance-id", token).statusCode()).isEqualTo(503);
        assertThatThrownBy(() -> get("/latest/meta-data/instance-id"))
                // Not at the first time: HttpURLConnection itself tries once more.
                .isInstanceOf(SdkClientException.class);
        assertThat(server.requests()).extracting(ServedRequest::status).contains(401, 503, 0);
        server.reset();
        assertThat(get("/latest/meta-data/instance-id", token).statusCode()).isEqualTo(200);
    }

    @Test
    void anOutageLastsUntilItEnds() throws Exception {
        server.fail(new Fault.Answer(503, "Service Unavailable"));
        assertThat(put("60").statusCode()).isEqualTo(503);
        assertThat(put("60").statusCode()).isEqualTo(503);

        server.restore();

        assertThat(put("60").statusCode()).isEqualTo(200);
    }

    @Test
    void countsRequestsByPath() {
        get("/latest/meta-data/instance-id");
        get("/latest/meta-data/instance-id");

        // The SDK keeps its token.
        assertThat(server.counts())
                .containsEntry(MetadataServer.TOKEN_PATH, 1)
                .containsEntry("/latest/meta-data/instance-id", 2);
        server.reset();
        assertThat(server.requests()).isEmpty();
    }

    private String get(String path) {
        return sdk.get(path).asString();
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        return send(request(path).header(TOKEN, token).build());
    }

    private HttpResponse<String> put(String ttl) throws Exception {
        return send(
                request(MetadataServer.TOKEN_PATH)
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .header(TTL, ttl)
                        .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.address().resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
