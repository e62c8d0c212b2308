package io.spillway.restapi;

import io.spillway.restapi.JobManagerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Speaks to the JobManager over {@link HttpURLConnection}, which costs the agent 12 MB less than
 * {@code java.net.http} does.
 */
public final class HttpJobManagerClient implements JobManagerClient, JobControl, JobManagerFacts {

    private static final int MAX_MESSAGE = 300;
    private static final String CAUSED_BY = "Caused by: ";

    private final JobManagerEndpoint endpoint;
    private final Supplier<Optional<String>> leader;

    /** Speaks to the one at the endpoint's address. */
    public HttpJobManagerClient(JobManagerEndpoint endpoint) {
        this(endpoint, () -> Optional.of(endpoint.base().toString()));
    }

    /**
     * Speaks to whichever leads at the moment.
     *
     * @param leader where its REST API is, without a slash at the end; asked for each call. Empty
     *     while there is none
     */
    public HttpJobManagerClient(JobManagerEndpoint endpoint, Supplier<Optional<String>> leader) {
        this.endpoint = endpoint;
        this.leader = leader;
    }

    @Override
    public String url() {
        return leader.get().orElse("the leader");
    }

    @Override
    public FleetView fleet() throws JobManagerException {
        Answer answer = call("GET", "/fleet", null, Duration.ZERO);
        if (answer.status == HttpURLConnection.HTTP_NOT_FOUND) {
            throw notOurs();
        }
        return answer.as(FleetView.class);
    }

    @Override
    public SignalDetail signal() throws JobManagerException {
        Answer answer = call("GET", "/fleet/signal", null, Duration.ZERO);
        if (answer.status == HttpURLConnection.HTTP_NOT_FOUND) {
            throw notOurs();
        }
        return answer.as(SignalDetail.class);
    }

    @Override
    public List<DrainView> drain(DrainRequest request) throws JobManagerException {
        return ofFleet("POST", "/fleet/drains", request, Duration.ZERO)
                .as(DrainsView.class)
                .drains();
    }

    @Override
    public DrainView drain(String taskManager, DrainState known, Duration wait)
            throws JobManagerException {
        String path = "/fleet/drains/" + encode(taskManager) + "?waitMs=" + wait.toMillis();
        return ofFleet("GET", known == null ? path : path + "&state=" + known, null, wait)
                .as(DrainView.class);
    }

    @Override
    public DrainView cancelDrain(String taskManager) throws JobManagerException {
        return ofFleet("DELETE", "/fleet/drains/" + encode(taskManager), null, Duration.ZERO)
                .as(DrainView.class);
    }

    @Override
    public void announce(String taskManager, TaskManagerAnnouncement announcement)
            throws JobManagerException {
        ofFleet("PUT", "/fleet/taskmanagers/" + encode(taskManager), announcement, Duration.ZERO);
    }

    /**
     * Asks for the list: for a TaskManager that it doesn't know, Flink 2.3.0's {@code GET
     * /taskmanagers/:id} answers 500 and writes a stack trace into the JobManager's log.
     */
    @Override
    public OptionalInt registeredSlots(String taskManager) throws JobManagerException {
        Answer answer = call("GET", "/taskmanagers", null, Duration.ZERO);
        JsonNode all = answer.tree().get("taskmanagers");
        if (all == null) {
            throw answer.noFlink();
        }
        for (JsonNode each : all) {
            if (each.path("id").asText().equals(taskManager)) {
                return OptionalInt.of(each.path("slotsNumber").asInt());
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public List<String> runningJobs() throws JobManagerException {
        Answer answer = call("GET", "/jobs", null, Duration.ZERO);
        JsonNode jobs = answer.tree().get("jobs");
        if (jobs == null) {
            throw answer.noFlink();
        }
        List<String> running = new ArrayList<>();
        for (JsonNode job : jobs) {
            if (job.path("status").asText().equals("RUNNING")) {
                running.add(job.path("id").asText());
            }
        }
        return running;
    }

    @Override
    public String triggerCheckpoint(String job) throws JobManagerException {
        Answer answer =
                call(
                        "POST",
                        "/jobs/" + encode(job) + "/checkpoints",
                        Json.MAPPER.createObjectNode().put("checkpointType", "CONFIGURED"),
                        Duration.ZERO);
        JsonNode handle = answer.tree().get("request-id");
        if (handle == null) {
            throw answer.noFlink();
        }
        return handle.asText();
    }

    @Override
    public CheckpointProgress checkpoint(String job, String handle) throws JobManagerException {
        String path = "/jobs/" + encode(job) + "/checkpoints/" + encode(handle);
        JsonNode answer = call("GET", path, null, Duration.ZERO).tree();
        if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            return new CheckpointProgress(CheckpointProgress.State.IN_PROGRESS, null, null);
        }
        JsonNode operation = answer.path("operation");
        JsonNode id = operation.get("checkpointId");
        if (id != null && !id.isNull()) {
            return new CheckpointProgress(CheckpointProgress.State.COMPLETED, id.asLong(), null);
        }
        return new CheckpointProgress(
                CheckpointProgress.State.FAILED, null, cause(operation.path("failureCause")));
    }

    @Override
    public List<JobState> jobs() throws JobManagerException {
        Answer answer = call("GET", "/jobs", null, Duration.ZERO);
        JsonNode jobs = answer.tree().get("jobs");
        if (jobs == null) {
            throw answer.noFlink();
        }
        List<JobState> all = new ArrayList<>();
        for (JsonNode job : jobs) {
            all.add(new JobState(job.path("id").asText(), job.path("status").asText()));
        }
        return all;
    }

    @Override
    public void stopWithSavepoint(String job, String trigger, String directory)
            throws JobManagerException {
        Answer answer =
                call(
                        "POST",
                        "/jobs/" + encode(job) + "/stop",
                        Json.MAPPER
                                .createObjectNode()
                                .put("targetDirectory", directory)
                                .put("drain", false)
                                .put("formatType", "CANONICAL")
                                .put("triggerId", trigger),
                        Duration.ZERO);
        if (answer.tree().get("request-id") == null) {
            throw answer.noFlink();
        }
    }

    @Override
    public SavepointProgress savepoint(String job, String trigger) throws JobManagerException {
        String path = "/jobs/" + encode(job) + "/savepoints/" + encode(trigger);
        JsonNode answer = call("GET", path, null, Duration.ZERO).tree();
        if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            return new SavepointProgress(SavepointProgress.State.IN_PROGRESS, null, null);
        }
        JsonNode operation = answer.path("operation");
        String location = operation.path("location").asText("");
        return location.isEmpty() || location.equals("null")
                ? new SavepointProgress(
                        SavepointProgress.State.FAILED,
                        null,
                        cause(operation.path("failure-cause")))
                : new SavepointProgress(SavepointProgress.State.COMPLETED, location, null);
    }

    /** By GET, as Flink offers it for YARN's proxy: this connection knows no PATCH. */
    @Override
    public void cancel(String job) throws JobManagerException {
        call("GET", "/jobs/" + encode(job) + "/yarn-cancel", null, Duration.ZERO).tree();
    }

    @Override
    public int failures(String job) throws JobManagerException {
        Answer answer = call("GET", "/fleet", null, Duration.ZERO);
        if (answer.status == HttpURLConnection.HTTP_NOT_FOUND) {
            return 0;
        }
        FleetView.Job running = answer.as(FleetView.class).job();
        return running != null && running.id().equals(job) ? running.failures() : 0;
    }

    @Override
    public Optional<String> lastFailure(String job) throws JobManagerException {
        JsonNode answer =
                call("GET", "/jobs/" + encode(job) + "/exceptions", null, Duration.ZERO).tree();
        JsonNode last = answer.path("exceptionHistory").path("entries").path(0).path("stacktrace");
        return Optional.of(last.asText("")).filter(t -> !t.isBlank()).map(t -> rootCause(t));
    }

    @Override
    public String flinkVersion() throws JobManagerException {
        Answer answer = call("GET", "/overview", null, Duration.ZERO);
        JsonNode version = answer.tree().get("flink-version");
        if (version == null) {
            throw answer.noFlink();
        }
        return version.asText();
    }

    @Override
    public Optional<CheckpointTimes> checkpointTimes(String job) throws JobManagerException {
        JsonNode answer =
                call("GET", "/jobs/" + encode(job) + "/checkpoints", null, Duration.ZERO).tree();
        JsonNode times = answer.path("summary").path("end_to_end_duration");
        JsonNode last = answer.path("latest").path("completed").path("end_to_end_duration");
        return last.isNumber() && times.path("max").isNumber()
                ? Optional.of(
                        new CheckpointTimes(
                                Duration.ofMillis(last.asLong()),
                                Duration.ofMillis(
                                        Math.max(last.asLong(), times.path("max").asLong()))))
                : Optional.empty();
    }

    private static String cause(JsonNode failure) {
        return rootCause(failure.path("stack-trace").asText(failure.path("class").asText()));
    }

    /** The innermost cause that a stack trace names. */
    private static String rootCause(String trace) {
        String innermost =
                trace.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith(CAUSED_BY))
                        .reduce((first, second) -> second)
                        .map(line -> line.substring(CAUSED_BY.length()))
                        .orElse(trace);
        return firstLine(innermost);
    }

    /** A call of ours: a 404 may mean that the JobManager knows no such calls at all. */
    private Answer ofFleet(String method, String path, Object body, Duration wait)
            throws JobManagerException {
        Answer answer = call(method, path, body, wait);
        if (answer.status == HttpURLConnection.HTTP_NOT_FOUND) {
            fleet();
            throw new JobManagerException(Kind.NOT_FOUND, answer.error());
        }
        return answer;
    }

    private JobManagerException notOurs() {
        return new JobManagerException(
                Kind.NOT_OURS,
                "%s: a JobManager without Spillway's fleet API; start it with \"spillway jobmanager\""
                        .formatted(url()));
    }

    private Answer call(String method, String path, Object body, Duration wait)
            throws JobManagerException {
        String base =
                leader.get()
                        .orElseThrow(
                                () ->
                                        new JobManagerException(
                                                Kind.UNREACHABLE, "no JobManager leads yet"));
        URI uri = URI.create(base + path);
        try {
            HttpURLConnection connection = open(uri, wait);
            connection.setRequestMethod(method);
            if (body != null) {
                byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(bytes);
                }
            }
            int status = connection.getResponseCode();
            try (InputStream in =
                    status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String text =
                        in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return new Answer(method, uri, status, text).checked();
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        } catch (IOException e) {
            throw new JobManagerException(
                    Kind.UNREACHABLE, "%s can't be reached (%s)".formatted(base, reason(e)), e);
        }
    }

    private HttpURLConnection open(URI uri, Duration wait) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        int timeout = Math.toIntExact(endpoint.timeout().toMillis());
        connection.setConnectTimeout(timeout);
        connection.setReadTimeout(Math.addExact(timeout, Math.toIntExact(wait.toMillis())));
        connection.setUseCaches(false);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "application/json");
        endpoint.headers().forEach(connection::setRequestProperty);
        if (connection instanceof HttpsURLConnection secure) {
            endpoint.tls().ifPresent(secure::setSSLSocketFactory);
            if (!endpoint.verifyHost()) {
                secure.setHostnameVerifier((host, session) -> true);
            }
        }
        return connection;
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "unknown host";
        }
        if (e instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (e instanceof NoRouteToHostException) {
            return "no route to host";
        }
        if (e instanceof SSLException) {
            return "TLS: " + firstLine(e.getMessage());
        }
        if (e instanceof SocketException && e.getMessage() != null) {
            return firstLine(e.getMessage()).toLowerCase(Locale.ROOT);
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : firstLine(e.getMessage());
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String firstLine(String text) {
        String line = text.lines().map(String::strip).findFirst().orElse("");
        String words = line.replaceFirst("\\.$", "");
        return words.length() > MAX_MESSAGE ? words.substring(0, MAX_MESSAGE) + "…" : words;
    }

    private record Answer(String method, URI uri, int status, String text) {

        Answer checked() throws JobManagerException {
            if (status < 300 || status == HttpURLConnection.HTTP_NOT_FOUND) {
                return this;
            }
            if (status == HttpURLConnection.HTTP_UNAVAILABLE) {
                throw new JobManagerException(
                        Kind.UNREACHABLE,
                        "%s://%s isn't ready: %s"
                                .formatted(uri.getScheme(), uri.getAuthority(), error()));
            }
            if (status == HttpURLConnection.HTTP_CONFLICT) {
                throw new JobManagerException(Kind.CONFLICT, error());
            }
            throw new JobManagerException(
                    status >= 400 && status < 500 ? Kind.REFUSED : Kind.FAILED,
                    status == HttpURLConnection.HTTP_BAD_REQUEST
                            ? error()
                            : "%s %s: %d %s".formatted(method, uri, status, error()));
        }

        <T> T as(Class<T> type) throws JobManagerException {
            try {
                return Json.MAPPER.readValue(text, type);
            } catch (JsonProcessingException e) {
                throw noFlink();
            }
        }

        JsonNode tree() throws JobManagerException {
            if (status == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new JobManagerException(Kind.NOT_FOUND, error());
            }
            try {
                return Json.MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                throw noFlink();
            }
        }

        /** The first line of Flink's error body; the rest may be a stack trace. */
        String error() {
            try {
                JsonNode errors = Json.MAPPER.readTree(text).path("errors");
                for (JsonNode error : errors) {
                    String line = firstLine(error.asText());
                    if (!line.isEmpty()) {
                        return line;
                    }
                }
            } catch (JsonProcessingException e) {
                // Not Flink's error body.
            }
            return "no reason given";
        }

        JobManagerException noFlink() {
            return new JobManagerException(
                    Kind.FAILED,
                    "%s %s: answered %d and something that no JobManager says; is another server at this address?"
                            .formatted(method, uri, status));
        }
    }

    /** Made when it is first needed: the agent starts a TaskManager before that. */
    private static final class Json {
        /** A newer JobManager may tell more than this side knows. */
        static final ObjectMapper MAPPER =
                JsonMapper.builder()
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build();
    }
}
