package io.spillway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.page.PageDescription.LoadLimits;
import io.spillway.page.Status.Phase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Action> done = new CopyOnWriteArrayList<>();
    private final PageModel model =
            new PageModel(
                    new PageDescription(
                            "Fleet",
                            "here",
                            List.of(),
                            null,
                            EnumSet.of(Action.Kind.KILL, Action.Kind.ADD, Action.Kind.LOAD),
                            false,
                            new LoadLimits("a sine", 4, 2000)),
                    Status.of(Phase.RUNNING, "runs", List.of()));
    private PageServer server;
    private String token;
    private String own;

    @BeforeEach
    void start() throws IOException {
        server = PageServer.start(0, model, new Recording());
        token = server.uri().getFragment();
        own = "127.0.0.1:" + server.uri().getPort();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void listensOnLoopbackAndKeepsTheTokenInTheFragment() {
        assertThat(server.uri().getHost()).isEqualTo("127.0.0.1");
        assertThat(token).matches("[A-Za-z0-9_-]{32}");
        assertThat(server.uri().getRawQuery()).isNull();
        try (PageServer other = PageServer.start(0, model, PageActions.NONE)) {
            assertThat(other.uri().getFragment()).isNotEqualTo(token);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/page.js, text/javascript; charset=utf-8",
        "/chart.js, text/javascript; charset=utf-8",
        "/page.css, text/css; charset=utf-8",
        "/lib/uplot.js, text/javascript; charset=utf-8",
        "/lib/uplot.css, text/css; charset=utf-8",
        "/favicon.svg, image/svg+xml"
    })
    void servesItsFilesUnderAStrictPolicy(String path, String type) throws IOException {
        Reply reply = call("GET", path, Map.of(), null);

        assertThat(reply.status).isEqualTo(200);
        assertThat(reply.headers).containsEntry("content-type", type);
        assertThat(reply.headers.get("content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .contains("frame-ancestors 'none'", "form-action 'none'")
                .doesNotContain("unsafe", "http", "*");
        assertThat(reply.headers)
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("cache-control", "no-store");
        assertThat(reply.body).isNotEmpty();
    }

    @Test
    void thePageBringsAllThatItLoadsAndHasNoScriptInline() throws IOException {
        String page = call("GET", "/", Map.of(), null).body;

        assertThat(page).doesNotContain("http:", "https:", "<style", " style=", "onclick", token);
        assertThat(page).containsPattern("<script type=\"module\" src=\"page.js\"></script>");
        List<String> files = new ArrayList<>(List.of("page.js"));
        for (int i = 0; i < files.size(); i++) {
            Reply module = call("GET", "/" + files.get(i), Map.of(), null);
            assertThat(module.status).as(files.get(i)).isEqualTo(200);
            java.util.regex.Pattern.compile("from '\\./([^']+)'")
                    .matcher(module.body)
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> !files.contains(name))
                    .forEach(files::add);
        }
        assertThat(files).contains("lib/uplot.js", "chart.js", "fleet.js").hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page", "/../page.css", "/lib/", "/PageServer.class", "/api/other"})
    void servesNothingElse(String path) throws IOException {
        assertError(call("GET", path, withToken(), null), 404, "path: there is no such");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1", "localhost:1", ""})
    void aForeignHostGetsNothing(String host) throws IOException {
        for (String path : List.of("/", "/api/changes")) {
            assertError(
                    raw("GET", path, host, withToken(), null),
                    403,
                    "Host: is not this page's own; open the URL that the command printed");
        }
    }

    @Test
    void localhostIsItsOwnHostToo() throws IOException {
        assertThat(raw("GET", "/", own.replace("127.0.0.1", "localhost"), Map.of(), null).status)
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong", "null"})
    void dataAndActionsNeedTheToken(String wrong) throws IOException {
        Map<String, String> headers = Map.of("X-Spillway-Token", wrong);
        String message = "token: missing or wrong; open the URL that the command printed";

        assertError(call("GET", "/api/changes", headers, null), 403, message);
        assertError(call("GET", "/api/changes?token=" + token, headers, null), 403, message);
        assertError(call("GET", "/api/stream?token=" + wrong, Map.of(), null), 403, message);
        assertError(call("POST", "/api/actions/add", json(headers), "{}"), 403, message);
        assertThat(done).isEmpty();
    }

    @Test
    void anotherSitesFormOrScriptDoesNothing() throws IOException {
        String message = "Origin: is not this page; nothing was done";
        for (Map<String, String> from :
                List.of(
                        Map.of("Origin", "http://evil.example"),
                        Map.of("Origin", "null"),
                        Map.of("Origin", "http://localhost:1"),
                        Map.of("Sec-Fetch-Site", "cross-site"),
                        Map.of("Sec-Fetch-Site", "same-site"))) {
            Map<String, String> headers = json(withToken());
            headers.putAll(from);
            assertError(call("POST", "/api/actions/add", headers, "{}"), 403, message);
        }
        Map<String, String> form = withToken();
        form.put("Content-Type", "application/x-www-form-urlencoded");
        assertError(
                call("POST", "/api/actions/add", form, "{}"),
                415,
                "Content-Type: must be application/json");
        assertThat(done).isEmpty();
    }

    @Test
    void anActionOfThePageItselfIsDone() throws IOException {
        Map<String, String> headers = json(withToken());
        headers.put("Origin", "http://" + own);
        headers.put("Sec-Fetch-Site", "same-origin");

        Reply reply = call("POST", "/api/actions/kill", headers, "{\"taskManager\":\"vm-1\"}");

        assertThat(reply.status).isEqualTo(202);
        assertThat(JSON.readTree(reply.body).path("message").asText()).isEqualTo("done");
        assertThat(done).containsExactly(new Action(Action.Kind.KILL, "vm-1", null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kill | | body: is not a JSON object",
                "kill | [] | body: is not a JSON object",
                "kill | {} {} | body: is not a JSON object",
                "kill | {} | taskManager: missing; send the id of one TaskManager",
                "kill | {\"taskManager\":7} | taskManager: missing; send the id of one TaskManager",
                "kill | {\"taskmanager\":\"a\"} | taskmanager: no such field; there is taskManager",
                "add | {\"count\":2} | count: no such field; send {}",
                "load | {} | multiplier, rate: send exactly one of them",
                "load | {\"rate\":1,\"multiplier\":1} | multiplier, rate: send exactly one of them",
                "load | {\"rate\":-1} | rate: -1 is not a number from 0 to 2000",
                "load | {\"rate\":\"9\"} | rate: \"9\" is not a number from 0 to 2000",
                "load | {\"multiplier\":4.1} | multiplier: 4.1 is not a number from 0 to 4",
                "load | {\"multiplier\":1e999} | multiplier: \"Infinity\" is not a number from 0 to 4"
            })
    void badInputIsNamedByItsField(String action, String body, String message) throws IOException {
        Reply reply =
                call("POST", "/api/actions/" + action, json(withToken()), body == null ? "" : body);

        assertError(reply, 400, message);
        assertThat(done).isEmpty();
    }

    @Test
    void whatIsNotOfferedIsNotThere() throws IOException {
        assertError(
                call("POST", "/api/actions/freeze", json(withToken()), "{\"taskManager\":\"a\"}"),
                404,
                "action: not offered here; there is add, kill, load");
        assertThat(done).isEmpty();
    }

    @Test
    void aReadOnlyPageHasNoActions() throws IOException {
        try (PageServer readOnly = PageServer.start(0, model, PageActions.NONE)) {
            own = "127.0.0.1:" + readOnly.uri().getPort();
            token = readOnly.uri().getFragment();
            assertError(
                    call("POST", "/api/actions/kill", json(withToken()), "{}"),
                    404,
                    "action: this page is read-only");
        }
    }

    @Test
    void methodsAreWhatTheyShouldBe() throws IOException {
        Reply get = call("GET", "/api/actions/add", withToken(), null);
        assertError(get, 405, "method: must be POST");
        assertThat(get.headers).containsEntry("allow", "POST");
        assertError(call("POST", "/", withToken(), "{}"), 405, "method: must be GET");
    }

    @Test
    void aLongBodyIsNotRead() throws IOException {
        assertError(
                call("POST", "/api/actions/add", json(withToken()), "x".repeat(5000)),
                413,
                "body: longer than 4096 bytes");
    }

    @Test
    void whyAnActionIsRefusedIsTold() throws IOException {
        assertError(
                call("POST", "/api/actions/kill", json(withToken()), "{\"taskManager\":\"none\"}"),
                404,
                "taskManager: there is no machine none");
    }

    @Test
    void aVersionMustBeANumber() throws IOException {
        assertError(
                call("GET", "/api/changes?since=-1", withToken(), null),
                400,
                "since: is not a number of 0 or more");
    }

    @Test
    void pollsGetWhatHasChanged() throws IOException {
        JsonNode first = changes(0);
        model.add(new Point(1, Map.of("lag", 5.0)));
        JsonNode second = changes(first.path("version").asLong());

        assertThat(first.path("page").path("title").asText()).isEqualTo("Fleet");
        assertThat(second.has("page")).isFalse();
        assertThat(second.path("points").get(0).path("values").path("lag").asInt()).isEqualTo(5);
    }

    @Test
    void theStreamTellsChangesAsTheyComeAndEndsWithTheServer() throws IOException {
        try (Socket socket = connect(own, "GET", "/api/stream?token=" + token, Map.of(), null)) {
            BufferedReader lines = reader(socket);
            JsonNode first = event(lines);
            assertThat(first.path("status").path("text").asText()).isEqualTo("runs");

            model.setStatus(Status.of(Phase.ENDED, "over", List.of()));
            server.close();

            assertThat(event(lines).path("status").path("phase").asText()).isEqualTo("ENDED");
            assertThat(lines.lines().filter(line -> line.startsWith("data:"))).isEmpty();
        }
    }

    @Test
    void aStreamThatWasCutGoesOnWhereItWas() throws IOException {
        long known = changes(0).path("version").asLong();
        model.setMachines(List.of());
        model.setMarks(List.of(new Mark(1, Mark.Kind.NOTE, null, "something", null)));

        try (Socket socket =
                connect(
                        own,
                        "GET",
                        "/api/stream?since=0&token=" + token,
                        Map.of("Last-Event-ID", Long.toString(known)),
                        null)) {
            JsonNode event = event(reader(socket));
            assertThat(event.has("page")).isFalse();
            assertThat(event.path("marks")).hasSize(1);
        }
    }

    private JsonNode changes(long since) throws IOException {
        Reply reply = call("GET", "/api/changes?since=" + since, withToken(), null);
        assertThat(reply.status).isEqualTo(200);
        return JSON.readTree(reply.body);
    }

    private static JsonNode event(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data: ")) {
                return JSON.readTree(line.substring("data: ".length()));
            }
        }
        throw new AssertionError("the stream has ended");
    }

    private Map<String, String> withToken() {
        Map<String, String> headers = new java.util.HashMap<>();
        headers.put("X-Spillway-Token", token);
        return headers;
    }

    private static Map<String, String> json(Map<String, String> headers) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        all.put("Content-Type", "application/json");
        return all;
    }

    private static void assertError(Reply reply, int status, String message) throws IOException {
        assertThat(reply.status).as(reply.body).isEqualTo(status);
        assertThat(reply.headers).containsEntry("content-type", "application/json");
        assertThat(reply.headers).containsKey("content-security-policy");
        JsonNode errors = JSON.readTree(reply.body).path("errors");
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).asText()).isEqualTo(message);
    }

    private Reply call(String method, String path, Map<String, String> headers, String body)
            throws IOException {
        return raw(method, path, own, headers, body);
    }

    /** By hand: an HTTP client would not send another Host. */
    private Reply raw(
            String method, String path, String host, Map<String, String> headers, String body)
            throws IOException {
        try (Socket socket = connect(host, method, path, headers, body);
                InputStream in = socket.getInputStream()) {
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int end = answer.indexOf("\r\n\r\n");
            String[] head = answer.substring(0, end).split("\r\n", -1);
            Map<String, String> answered = new java.util.HashMap<>();
            for (String line : head) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    answered.put(
                            line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                            line.substring(colon + 2));
                }
            }
            return new Reply(
                    Integer.parseInt(head[0].split(" ", -1)[1]),
                    answered,
                    answer.substring(end + 4));
        }
    }

    private Socket connect(
            String host, String method, String path, Map<String, String> headers, String body)
            throws IOException {
        Socket socket =
                new Socket(
                        InetAddress.getLoopbackAddress(),
                        Integer.parseInt(own.substring(own.indexOf(':') + 1)));
        socket.setSoTimeout(10_000);
        StringBuilder request = new StringBuilder();
        request.append("%s %s HTTP/1.1\r\nHost: %s\r\n".formatted(method, path, host));
        request.append("Connection: close\r\n");
        headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
        if (body != null) {
            request.append("Content-Length: " + body.length() + "\r\n");
        }
        request.append("\r\n").append(body == null ? "" : body);
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private record Reply(int status, Map<String, String> headers, String body) {}

    private final class Recording implements PageActions {
        @Override
        public Set<Action.Kind> offered() {
            return model.description().actions();
        }

        @Override
        public String perform(Action action) throws ActionException {
            if ("none".equals(action.taskManager())) {
                throw new ActionException(
                        ActionException.Kind.NOT_FOUND, "taskManager: there is no machine none");
            }
            done.add(action);
            return "done";
        }
    }
}
