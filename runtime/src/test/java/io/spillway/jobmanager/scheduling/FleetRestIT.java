package io.spillway.jobmanager.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.MoveSettings;
import io.spillway.settings.SettingsReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The fleet API as it comes over the wire; what each call does is told by {@code FleetCallsTest}.
 */
class FleetRestIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static FleetCluster cluster;
    private static String taskManager;

    @BeforeAll
    static void start() throws Exception {
        cluster =
                FleetCluster.start(
                        MoveSettings.read(
                                new SettingsReader(ConfigurationFile.of(new Configuration()))));
        taskManager = cluster.addTaskManager();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static void expect(String method, String path, String body, int status, String answer)
            throws Exception {
        HttpResponse<String> response =
                HTTP.send(
                        HttpRequest.newBuilder(URI.create(cluster.url() + path))
                                .method(
                                        method,
                                        body == null
                                                ? BodyPublishers.noBody()
                                                : BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.body()).contains(answer);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type").orElse(""))
                .startsWith("application/json");
    }

    @Test
    void anErrorIsOneLineWithoutAStackTrace() throws Exception {
        expect(
                "POST",
                "/fleet/drains",
                "{bad",
                400,
                "{\"errors\":[\"body: not JSON (line 1, column 2)\"]}");
        expect(
                "POST",
                "/fleet/drains",
                "",
                400,
                "{\"errors\":[\"body: empty; send a JSON object\"]}");
        expect(
                "POST",
                "/fleet/drains",
                "{\"taskManagers\":[\"zz\"]}",
                404,
                "{\"errors\":[\"taskManagers: zz: not registered at this JobManager\"]}");
        expect(
                "DELETE",
                "/fleet/drains/zz",
                null,
                404,
                "{\"errors\":[\"taskmanagerid: no drain of zz is known\"]}");
    }

    @Test
    void everyCallIsThere() throws Exception {
        expect("GET", "/fleet", null, 200, "\"state\":\"IN_SERVICE\"");
        expect("GET", "/v1/fleet", null, 200, "\"host\":\"");
        expect("GET", "/fleet/signal", null, 200, "\"requiredTaskManagers\":null");
        expect("PUT", "/fleet/taskmanagers/" + taskManager, "{\"zone\":\"z1\"}", 200, "\"z1\"");
        expect("GET", "/fleet", null, 200, "\"zone\":\"z1\"");
        expect(
                "POST",
                "/fleet/drains",
                "{\"taskManagers\":[\"" + taskManager + "\"],\"timeLeftMs\":60000}",
                202,
                "\"state\":\"DRAINED\"");
        expect(
                "GET",
                "/fleet/drains/" + taskManager + "?waitMs=10",
                null,
                200,
                "\"reason\":\"SHUTDOWN\"");
        expect("DELETE", "/fleet/drains/" + taskManager, null, 409, "can't be taken back");
    }

    @Test
    void flinksOwnCallsAreThereToo() throws Exception {
        expect("GET", "/taskmanagers/" + taskManager, null, 200, "\"slotsNumber\":1");
        expect("GET", "/overview", null, 200, "\"taskmanagers\":1");
    }
}
