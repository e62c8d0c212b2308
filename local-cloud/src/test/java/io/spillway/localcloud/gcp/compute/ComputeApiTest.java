package io.spillway.localcloud.gcp.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import io.spillway.localcloud.gcp.testing.ManualGcp;
import io.spillway.localcloud.objectstore.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComputeApiTest {
    private static final String GROUP =
            "projects/local-project/zones/europe-west1-b/instanceGroupManagers/workers";

    @TempDir Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private ManualGcp cloud;
    private ManagedInstanceGroup group;
    private String token;

    @BeforeEach
    void start() throws Exception {
        cloud = new ManualGcp(directory);
        group =
                cloud.gcp()
                        .createGroup(
                                GroupSpec.zonal(
                                        "workers", "europe-west1-b", 3, ManualGcp.TEMPLATE));
        cloud.advance(Duration.ZERO);
        token = cloud.gcp().accounts().issue("jobmanager");
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void saysHowAGroupIs() throws Exception {
        JsonNode answer = ok("GET", GROUP, "");
        assertThat(answer.path("targetSize").asInt()).isEqualTo(3);
        assertThat(answer.path("status").path("isStable").asBoolean()).isTrue();
        assertThat(answer.path("instanceTemplate").asText()).endsWith("/workers-1");
        assertThat(answer.path("zone").asText()).endsWith("/zones/europe-west1-b");
        assertThat(answer.path("status").has("autoscaler")).isFalse();
    }

    @Test
    void listsVmsByPages() throws Exception {
        JsonNode first = ok("POST", GROUP + "/listManagedInstances?maxResults=2", "");
        assertThat(first.path("managedInstances")).hasSize(2);
        assertThat(first.path("managedInstances").path(0).path("currentAction").asText())
                .isEqualTo("NONE");
        assertThat(first.path("managedInstances").path(0).path("id").asText())
                .isEqualTo(ManualGcp.ids(group).get(0));
        JsonNode second =
                ok(
                        "POST",
                        GROUP
                                + "/listManagedInstances?maxResults=2&pageToken="
                                + first.path("nextPageToken").asText(),
                        "");
        assertThat(second.path("managedInstances")).hasSize(1);
        assertThat(second.has("nextPageToken")).isFalse();
    }

    @Test
    void whatIsDeletedIsNotMadeAnewAndIsDeletedOnceOnly() throws Exception {
        String url = instance(1);
        String body =
                "{\"instances\":[\"%s\"],\"skipInstancesOnValidationError\":true}".formatted(url);
        JsonNode operation = ok("POST", GROUP + "/deleteInstances?requestId=r1", body);
        assertThat(operation.path("status").asText()).isEqualTo("RUNNING");
        assertThat(group.targetSize()).isEqualTo(2);
        assertThat(ok("POST", GROUP + "/deleteInstances?requestId=r1", body).path("name"))
                .isEqualTo(operation.path("name"));
        assertThat(ok("POST", GROUP + "/deleteInstances", body).path("name"))
                .isNotEqualTo(operation.path("name"));
        assertThat(group.targetSize()).isEqualTo(2);
        String done =
                GROUP.replace("instanceGroupManagers/workers", "operations/")
                        + operation.path("name").asText();
        assertThat(ok("GET", done, "").path("status").asText()).isEqualTo("DONE");
        String id = ManualGcp.ids(group).get(1);
        cloud.vm(id).exit(0);
        cloud.advance(Duration.ofMinutes(1));
        assertThat(ManualGcp.ids(group)).hasSize(2).doesNotContain(id);
        assertThat(call("POST", GROUP + "/deleteInstances", body.replace("true", "false")))
                .extracting(HttpResponse::statusCode)
                .isEqualTo(400);
    }

    @Test
    void whatIsDeletedByItselfIsMadeAnew() throws Exception {
        String id = ManualGcp.ids(group).get(0);
        String url = instance(0);
        ok("DELETE", url.substring(url.indexOf("projects/")), "");
        assertThat(cloud.vm(id).asked()).containsExactly("stop");
        cloud.vm(id).exit(0);
        cloud.advance(Duration.ofSeconds(2));
        assertThat(ManualGcp.ids(group)).hasSize(3).doesNotContain(id);
        assertThat(group.targetSize()).isEqualTo(3);
    }

    @Test
    void isResizedUnlessItsAutoscalerIsOn() throws Exception {
        ok("POST", GROUP + "/resize?size=4", "");
        assertThat(group.targetSize()).isEqualTo(4);
        cloud.gcp()
                .autoscale(
                        group,
                        AutoscalingPolicy.work(1, 9, "custom.googleapis.com/a/b", "", 2)
                                .with(AutoscalingPolicy.Mode.ONLY_SCALE_OUT));
        assertThat(call("POST", GROUP + "/resize?size=5", "").statusCode()).isEqualTo(400);
        JsonNode autoscaler = ok("GET", GROUP.replace("instanceGroupManagers", "autoscalers"), "");
        assertThat(autoscaler.path("autoscalingPolicy").path("mode").asText())
                .isEqualTo("ONLY_SCALE_OUT");
        assertThat(ok("GET", GROUP, "").path("status").path("autoscaler").asText())
                .endsWith("/autoscalers/workers");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        HttpResponse<String> gone = call("GET", GROUP + "2", "");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("was not found");
        cloud.gcp().accounts().allowOnly("jobmanager", "compute.instanceGroupManagers.get");
        HttpResponse<String> denied = call("POST", GROUP + "/resize?size=1", "");
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body())
                .contains("Required 'compute.instanceGroupManagers.update' permission");
        token = "nobody's";
        assertThat(call("GET", GROUP, "").statusCode()).isEqualTo(401);
    }

    private String instance(int index) throws Exception {
        return ok("POST", GROUP + "/listManagedInstances", "")
                .path("managedInstances")
                .path(index)
                .path("instance")
                .asText();
    }

    private JsonNode ok(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        cloud.gcp().computeApi().address() + "/compute/v1/" + path))
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void countsAndFailsAsTold() throws Exception {
        cloud.gcp().computeApi().fail(each -> true, new Fault.Answer(503, "backendError"), 1);
        assertThat(
                        List.of(
                                call("GET", GROUP, "").statusCode(),
                                call("GET", GROUP, "").statusCode()))
                .containsExactly(503, 200);
        assertThat(cloud.gcp().computeApi().counts()).containsEntry("/compute/v1/" + GROUP, 2);
    }
}
