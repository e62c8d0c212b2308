package io.spillway.bench.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Flink's own REST API, the same for both kinds of cluster. Each call blocks for a request or a
 * few, 5 s at most each.
 */
public final class JobManagerRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();
    private final URI base;

    JobManagerRest(URI base) {
        this.base = base;
    }

    /** A checkpoint: its id, and when it was complete by the JobManager's clock. */
    public record Checkpoint(long id, long completedAtMs) {}

    /**
     * A planned move, times in milliseconds.
     *
     * @param checkpoint that it restored from
     * @param checkpointMs how long that took from its trigger
     * @param cancelMs until all tasks had ended
     * @param restoreMs until the checkpoint was read and all tasks had slots
     * @param deployMs until all tasks ran
     */
    public record PlannedMove(
            long checkpoint, long checkpointMs, long cancelMs, long restoreMs, long deployMs) {}

    /** A TaskManager that is registered: its resource id, and whether it has nothing to do. */
    public record TaskManager(String id, boolean idle) {}

    /** Where it is. */
    public URI address() {
        return base;
    }

    /** When the job was begun by the JobManager that leads it, by that one's clock. */
    public long startedMs() throws IOException, InterruptedException {
        JsonNode jobs = get("/jobs/overview").path("jobs");
        if (jobs.size() != 1) {
            throw new IOException("there are %d jobs".formatted(jobs.size()));
        }
        return jobs.path(0).path("start-time").asLong();
    }

    /** The job's parallelism, if it is there and all of its tasks run at the same one. */
    public OptionalInt parallelism() throws InterruptedException {
        try {
            JsonNode job = get("/jobs/" + job());
            JsonNode vertices = job.path("vertices");
            int parallelism = vertices.path(0).path("parallelism").asInt();
            boolean runs = job.path("state").asText().equals("RUNNING") && parallelism > 0;
            for (JsonNode vertex : vertices) {
                runs &= vertex.path("parallelism").asInt() == parallelism;
                runs &= vertex.path("tasks").path("RUNNING").asInt() == parallelism;
            }
            return runs ? OptionalInt.of(parallelism) : OptionalInt.empty();
        } catch (IOException e) {
            // No job yet, or not now.
            return OptionalInt.empty();
        }
    }

    /**
     * How often the job's tasks were started anew: the attempt number of the first subtask. Flink
     * counts it up whenever it makes another execution of the job, whether something failed or not,
     * and also when none of its tasks ever ran.
     */
    public int restarts() throws IOException, InterruptedException {
        String path = "/jobs/" + job();
        String vertex = get(path).path("vertices").path(0).path("id").asText();
        return get(path + "/vertices/" + vertex).path("subtasks").path(0).path("attempt").asInt();
    }

    /** How many failures the job's exception history has. */
    public int failures() throws IOException, InterruptedException {
        return failureTexts().size();
    }

    /** The failures that the job's exception history has: where, and the stack trace. */
    public List<String> failureTexts() throws IOException, InterruptedException {
        JsonNode entries =
                get("/jobs/" + job() + "/exceptions?maxExceptions=1000")
                        .path("exceptionHistory")
                        .path("entries");
        List<String> texts = new ArrayList<>();
        for (JsonNode each : entries) {
            texts.add(
                    "%s on %s: %s"
                            .formatted(
                                    each.path("taskName").asText(),
                                    each.path("endpoint").asText(),
                                    each.path("stacktrace").asText()));
        }
        return texts;
    }

    /** What {@code GET /fleet} answers. */
    public JsonNode fleet() throws IOException, InterruptedException {
        return get("/fleet");
    }

    /** All TaskManagers that are registered. */
    public List<TaskManager> taskManagers() throws IOException, InterruptedException {
        List<TaskManager> registered = new ArrayList<>();
        for (JsonNode each : get("/taskmanagers").path("taskmanagers")) {
            registered.add(
                    new TaskManager(
                            each.path("id").asText(),
                            each.path("freeSlots").asInt() == each.path("slotsNumber").asInt()));
        }
        return registered;
    }

    /** The job's last checkpoint. */
    public Optional<Checkpoint> lastCheckpoint() throws IOException, InterruptedException {
        JsonNode completed =
                get("/jobs/" + job() + "/checkpoints").path("latest").path("completed");
        return completed.path("id").isNumber()
                ? Optional.of(
                        new Checkpoint(
                                completed.path("id").asLong(),
                                completed.path("latest_ack_timestamp").asLong()))
                : Optional.empty();
    }

    /**
     * The last planned move, as the fleet's view tells; empty when the last rescale wasn't planned
     * or isn't over.
     */
    public Optional<PlannedMove> lastMove() throws IOException, InterruptedException {
        JsonNode rescale = fleet().path("job").path("lastRescale");
        JsonNode parts = rescale.path("parts");
        long checkpoint = rescale.path("checkpointId").asLong();
        if (!rescale.path("planned").asBoolean() || !parts.isObject() || checkpoint == 0) {
            return Optional.empty();
        }
        JsonNode details = get("/jobs/" + job() + "/checkpoints/details/" + checkpoint);
        return Optional.of(
                new PlannedMove(
                        checkpoint,
                        details.path("end_to_end_duration").asLong(),
                        parts.path("cancelMs").asLong(),
                        parts.path("restoreMs").asLong(),
                        parts.path("deployMs").asLong()));
    }

    /**
     * Asks for a checkpoint, and doesn't wait for it.
     *
     * @return where what became of it is told. A JobManager that is asked to end waits until it is
     *     read, for minutes
     */
    public String triggerCheckpoint() throws IOException, InterruptedException {
        String checkpoints = "/jobs/" + job() + "/checkpoints";
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(checkpoints))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"checkpointType\":\"CONFIGURED\"}"))
                        .build();
        return checkpoints + "/" + send(request).path("request-id").asText();
    }

    /** Reads what became of a checkpoint that was asked for, as far as it is known. */
    public void readResult(String trigger) throws IOException, InterruptedException {
        get(trigger);
    }

    /** Whether a checkpoint that was asked for is complete. */
    public boolean isComplete(String trigger) throws IOException, InterruptedException {
        return get(trigger).path("operation").path("checkpointId").isNumber();
    }

    private String job() throws IOException, InterruptedException {
        JsonNode jobs = get("/jobs").path("jobs");
        if (jobs.size() != 1) {
            throw new IOException("there are %d jobs".formatted(jobs.size()));
        }
        return jobs.path(0).path("id").asText();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).build());
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() >= 300) {
            throw new IOException(request.uri() + " answered " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }
}
