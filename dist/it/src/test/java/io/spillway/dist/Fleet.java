package io.spillway.dist;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.MissingNode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What {@code GET /fleet} says, asked as any HTTP client would. */
final class Fleet {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Installation spillway;

    Fleet(Installation spillway) {
        this.spillway = spillway;
    }

    /** The fleet now; a missing node while nobody answers. */
    JsonNode view() {
        return get("/fleet");
    }

    /** What the JobManager answers; a missing node when it doesn't, or with anything but 200. */
    JsonNode get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(spillway.jobManager() + path))
                        .timeout(TIMEOUT)
                        .build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? JSON.readTree(response.body())
                    : MissingNode.getInstance();
        } catch (IOException e) {
            return MissingNode.getInstance();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until the fleet is as it should be, and returns it. */
    JsonNode await(String what, Predicate<? super JsonNode> condition) {
        try {
            return Awaitility.await()
                    .atMost(Installation.ENOUGH)
                    .pollInterval(Duration.ofMillis(100))
                    .until(this::view, condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not " + what + ": " + view() + "\n" + spillway.outputs(), e);
        }
    }

    /** Waits until all tasks run at the given parallelism. */
    JsonNode awaitRunning(int parallelism) {
        return await(
                "running at " + parallelism,
                view ->
                        view.path("job").path("state").asText().equals("RUNNING")
                                && view.path("job").path("parallelism").asInt() == parallelism);
    }

    /** Waits until exactly that many TaskManagers are in service. */
    JsonNode awaitInService(int taskManagers) {
        return await(taskManagers + " in service", view -> inService(view).size() == taskManagers);
    }

    /** Ids of the TaskManagers in service. */
    static List<String> inService(JsonNode view) {
        List<String> ids = new ArrayList<>();
        for (JsonNode taskManager : view.path("taskManagers")) {
            if (taskManager.path("state").asText().equals("IN_SERVICE")) {
                ids.add(taskManager.path("id").asText());
            }
        }
        return ids;
    }

    /** One number of the job. */
    static int job(JsonNode view, String field) {
        JsonNode value = view.path("job").path(field);
        if (!value.isInt()) {
            throw new AssertionError(field + " is missing: " + view);
        }
        return value.intValue();
    }
}
