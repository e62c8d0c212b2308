package io.spillway.demo.run;

import io.spillway.restapi.FleetView;
import io.spillway.restapi.JobManagerException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Tells of a stock cluster what Spillway's {@code GET /fleet} tells of ours, out of Flink's own
 * REST API. A restart is a higher attempt number of the first subtask; it counts as a failure when
 * Flink's exception history has something new, else as planned (Flink scaled up). Its downtime is
 * from the failure's time, or where nothing failed from when the new tasks were scheduled, until
 * all of them run. For one thread.
 */
final class StockFleet implements FleetSource {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final URI rest;
    private final Clock clock;
    private final Map<String, FleetView.TaskManager> known = new LinkedHashMap<>();
    private int attempt = -1;
    private int parallelism;
    private int failures;
    private int rescales;
    private int planned;
    private Restart last;

    /**
     * @param rest where Flink's REST API is
     * @param clock the JobManager's, which is on the same machine
     */
    StockFleet(URI rest, Clock clock) {
        this.rest = rest;
        this.clock = clock;
    }

    /** A restart, times in milliseconds since the epoch; it goes on while it has no end. */
    private record Restart(boolean failure, int from, int to, long beganMs, long endedMs) {}

    @Override
    public FleetView fleet() throws JobManagerException {
        try {
            return new FleetView(job(), taskManagers());
        } catch (IOException e) {
            throw new JobManagerException(
                    JobManagerException.Kind.UNREACHABLE,
                    "%s can't be asked (%s)".formatted(rest, e.getMessage()),
                    e);
        }
    }

    private List<FleetView.TaskManager> taskManagers() throws IOException {
        Map<String, FleetView.TaskManager> registered = new LinkedHashMap<>();
        for (JsonNode each : get("/taskmanagers").path("taskmanagers")) {
            String id = each.path("id").asText();
            registered.put(id, taskManager(id, each, FleetView.State.IN_SERVICE));
        }
        known.replaceAll(
                (id, before) ->
                        new FleetView.TaskManager(
                                id,
                                before.host(),
                                null,
                                null,
                                before.slots(),
                                0,
                                FleetView.State.GONE,
                                null,
                                null));
        known.putAll(registered);
        return new ArrayList<>(known.values());
    }

    private static FleetView.TaskManager taskManager(
            String id, JsonNode node, FleetView.State state) {
        return new FleetView.TaskManager(
                id,
                "127.0.0.1",
                null,
                null,
                node.path("slotsNumber").asInt(),
                node.path("freeSlots").asInt(),
                state,
                null,
                null);
    }

    private FleetView.Job job() throws IOException {
        JsonNode overview = get("/jobs/overview").path("jobs").path(0);
        if (overview.isMissingNode()) {
            return null;
        }
        String id = overview.path("jid").asText();
        JsonNode job = get("/jobs/" + id);
        String state = job.path("state").asText();
        JsonNode vertices = job.path("vertices");
        if (vertices.isEmpty()) {
            return view(id, overview.path("name").asText(), state, 0);
        }
        int now = 0;
        boolean running = state.equals("RUNNING");
        for (JsonNode vertex : vertices) {
            int wide = vertex.path("parallelism").asInt();
            now = Math.max(now, wide);
            running &= vertex.path("tasks").path("RUNNING").asInt() == wide;
        }
        look(id, vertices, now, running);
        return view(id, overview.path("name").asText(), state, running ? now : 0);
    }

    private FleetView.Job view(String id, String name, String state, int now) {
        return new FleetView.Job(
                id,
                name,
                state,
                now,
                rescales,
                planned,
                failures,
                last == null ? null : lastView());
    }

    private FleetView.Rescale lastView() {
        return new FleetView.Rescale(
                last.failure() ? FleetView.Cause.FAILURE : FleetView.Cause.JOIN,
                !last.failure(),
                last.from(),
                last.to(),
                null,
                last.endedMs() == 0 ? null : last.endedMs() - last.beganMs(),
                null,
                Math.max(0, clock.millis() - last.beganMs()));
    }

    private void look(String id, JsonNode vertices, int now, boolean running) throws IOException {
        String first = vertices.path(0).path("id").asText();
        int seen =
                get("/jobs/" + id + "/vertices/" + first)
                        .path("subtasks")
                        .path(0)
                        .path("attempt")
                        .asInt();
        JsonNode history =
                get("/jobs/" + id + "/exceptions?maxExceptions=1000")
                        .path("exceptionHistory")
                        .path("entries");
        if (attempt >= 0 && seen > attempt) {
            boolean failed = history.size() > failures;
            rescales += seen - attempt;
            planned += failed ? 0 : seen - attempt;
            long began =
                    failed
                            ? history.path(0).path("timestamp").asLong()
                            : edge(id, vertices, "SCHEDULED", true);
            last = new Restart(failed, parallelism, now, began, 0);
        }
        attempt = seen;
        failures = history.size();
        if (running) {
            parallelism = now;
            if (last != null && last.endedMs() == 0) {
                last =
                        new Restart(
                                last.failure(),
                                last.from(),
                                now,
                                last.beganMs(),
                                edge(id, vertices, "RUNNING", false));
            }
        }
    }

    /** When the first or the last task came into a state, milliseconds since the epoch. */
    private long edge(String id, JsonNode vertices, String state, boolean first)
            throws IOException {
        long edge = 0;
        for (JsonNode vertex : vertices) {
            String path = "/jobs/" + id + "/vertices/" + vertex.path("id").asText();
            for (JsonNode subtask : get(path + "/subtasktimes").path("subtasks")) {
                long at = subtask.path("timestamps").path(state).asLong();
                if (at > 0) {
                    edge = edge == 0 ? at : first ? Math.min(edge, at) : Math.max(edge, at);
                }
            }
        }
        return edge == 0 ? clock.millis() : edge;
    }

    private JsonNode get(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) rest.resolve(path).toURL().openConnection();
        connection.setConnectTimeout((int) TIMEOUT.toMillis());
        connection.setReadTimeout((int) TIMEOUT.toMillis());
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException(path + " answered " + connection.getResponseCode());
        }
        try (var in = connection.getInputStream()) {
            return JSON.readTree(in.readAllBytes());
        }
    }
}
