package io.spillway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spillway.restapi.CheckpointProgress;
import io.spillway.restapi.CheckpointTimes;
import io.spillway.restapi.DrainRequest;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.DrainsView;
import io.spillway.restapi.JobManagerException;
import io.spillway.restapi.TaskManagerAnnouncement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A {@link FakeJobManager} behind HTTP on the loopback interface, with the paths, bodies and errors
 * of a real one. A test steers {@link #jobManager} inside {@code synchronized (server.jobManager)}
 * when it isn't alone.
 */
public final class FakeFleetServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it answers from. */
    public final FakeJobManager jobManager = new FakeJobManager();

    /** Each call's method, path and query, in order. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

    /** When not null, what every call gets instead, with status 200. */
    public volatile String garbage;

    /** The request header that the last call had under this name. */
    public volatile String lastAuthorization;

    private final HttpServer server;
    private final ExecutorService pool = Executors.newCachedThreadPool();

    public FakeFleetServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(pool);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Where it listens. */
    public URI uri() {
        return URI.create("http://localhost:" + port());
    }

    @Override
    public void close() {
        server.stop(0);
        pool.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        lastAuthorization = exchange.getRequestHeaders().getFirst("Authorization");
        String body;
        try (InputStream in = exchange.getRequestBody()) {
            body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try {
            if (garbage != null) {
                answer(exchange, 200, garbage);
            } else {
                Reply reply = reply(exchange.getRequestMethod(), exchange.getRequestURI(), body);
                answer(exchange, reply.status, JSON.writeValueAsString(reply.body));
            }
        } catch (JobManagerException e) {
            int status =
                    switch (e.kind()) {
                        case NOT_FOUND, NOT_OURS -> 404;
                        case CONFLICT -> 409;
                        case REFUSED -> 400;
                        case UNREACHABLE -> 503;
                        case FAILED -> 500;
                    };
            answer(
                    exchange,
                    status,
                    JSON.writeValueAsString(
                            Map.of("errors", List.of(String.valueOf(e.getMessage())))));
        } finally {
            exchange.close();
        }
    }

    private record Reply(int status, Object body) {}

    private Reply reply(String method, URI uri, String body)
            throws IOException, JobManagerException {
        String[] path = uri.getPath().substring(1).split("/", -1);
        String route = method + " /" + path[0] + (path.length > 1 ? "/" + path[1] : "");
        if (route.equals("GET /fleet/drains")) {
            return new Reply(200, longPoll(path[2], String.valueOf(uri.getQuery())));
        }
        synchronized (jobManager) {
            return switch (route) {
                case "GET /fleet" -> new Reply(200, jobManager.fleet());
                case "GET /fleet/signal" -> new Reply(200, jobManager.signal());
                case "POST /fleet/drains" ->
                        new Reply(
                                202,
                                new DrainsView(
                                        jobManager.drain(
                                                JSON.readValue(body, DrainRequest.class))));
                case "DELETE /fleet/drains" -> new Reply(200, jobManager.cancelDrain(path[2]));
                case "PUT /fleet/taskmanagers" -> {
                    jobManager.announce(
                            path[2], JSON.readValue(body, TaskManagerAnnouncement.class));
                    yield new Reply(200, Map.of());
                }
                case "GET /taskmanagers" -> new Reply(200, Map.of("taskmanagers", taskManagers()));
                case "GET /jobs" -> new Reply(200, Map.of("jobs", jobs()));
                case "GET /overview" ->
                        new Reply(200, Map.of("flink-version", jobManager.flinkVersion()));
                default -> stock(method, path);
            };
        }
    }

    private Reply stock(String method, String[] path) throws JobManagerException {
        if (path.length > 2 && path[0].equals("jobs") && path[2].equals("checkpoints")) {
            if (method.equals("POST")) {
                return new Reply(202, Map.of("request-id", jobManager.triggerCheckpoint(path[1])));
            }
            return new Reply(
                    200,
                    path.length > 3
                            ? checkpoint(jobManager.checkpoint(path[1], path[3]))
                            : checkpoints(jobManager.checkpointTimes(path[1])));
        }
        throw new JobManagerException(
                JobManagerException.Kind.NOT_FOUND, "Not found: /" + String.join("/", path));
    }

    /** As a real one does: answers when the state isn't the known one, or the time is over. */
    private DrainView longPoll(String taskManager, String query) throws JobManagerException {
        long waitMs = Long.parseLong(query.replaceFirst(".*waitMs=(\\d+).*", "$1"));
        String known = query.contains("state=") ? query.replaceFirst(".*state=(\\w+).*", "$1") : "";
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        while (true) {
            DrainView view;
            synchronized (jobManager) {
                view = jobManager.drain(taskManager, null, Duration.ZERO);
            }
            long left = until - System.nanoTime();
            if (left <= 0 || !view.state().name().equals(known)) {
                return view;
            }
            pause();
        }
    }

    private void pause() {
        try {
            synchronized (jobManager) {
                jobManager.wait(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sets a drain's state, as a test's other thread does. */
    public void advance(String taskManager, DrainState state) {
        synchronized (jobManager) {
            jobManager.drains.put(taskManager, state);
            jobManager.notifyAll();
        }
    }

    private List<Object> taskManagers() throws JobManagerException {
        List<Object> all = new ArrayList<>();
        for (String id : jobManager.registered.keySet()) {
            all.add(Map.of("id", id, "slotsNumber", jobManager.registeredSlots(id).orElseThrow()));
        }
        return all;
    }

    private List<Object> jobs() throws JobManagerException {
        List<Object> all = new ArrayList<>();
        all.add(Map.of("id", "finished-one", "status", "FINISHED"));
        for (String job : jobManager.runningJobs()) {
            all.add(Map.of("id", job, "status", "RUNNING"));
        }
        return all;
    }

    /** As Flink 2.3 answers: with nulls and zeros while there is none. */
    private static Map<String, Object> checkpoints(Optional<CheckpointTimes> times) {
        Map<String, Object> latest = new HashMap<>();
        latest.put(
                "completed",
                times.map(t -> Map.of("end_to_end_duration", t.last().toMillis())).orElse(null));
        return Map.of(
                "latest",
                latest,
                "summary",
                Map.of(
                        "end_to_end_duration",
                        Map.of("max", times.map(t -> t.longest().toMillis()).orElse(0L))));
    }

    private static Map<String, Object> checkpoint(CheckpointProgress progress) {
        return switch (progress.state()) {
            case IN_PROGRESS -> Map.of("status", Map.of("id", "IN_PROGRESS"));
            case COMPLETED ->
                    Map.of(
                            "status", Map.of("id", "COMPLETED"),
                            "operation", Map.of("checkpointId", progress.checkpointId()));
            case FAILED ->
                    Map.of(
                            "status", Map.of("id", "COMPLETED"),
                            "operation",
                                    Map.of(
                                            "failureCause",
                                            Map.of(
                                                    "class",
                                                    "CheckpointException",
                                                    "stack-trace",
                                                    progress.failure() + "\n\tat Foo.bar")));
        };
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
