package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A headless Chromium with one tab, steered by its DevTools protocol, which the JDK's HTTP client
 * speaks: no driver is needed. It keeps what pages complain about.
 */
final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final AtomicInteger nextCall = new AtomicInteger();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private WebSocket socket;

    private Chromium(Process process) {
        this.process = process;
    }

    /** The one on the PATH, if there is any. */
    static Optional<Path> onPath() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            for (String name : NAMES) {
                Path binary = Path.of(directory, name);
                if (Files.isExecutable(binary)) {
                    return Optional.of(binary);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Starts it.
     *
     * @param directory for its profile
     */
    static Chromium start(Path binary, Path directory) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                binary.toString(),
                                "--headless=new",
                                "--disable-gpu",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--disable-dev-shm-usage",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + directory));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--no-sandbox");
        }
        command.add("about:blank");
        Path log = directory.resolveSibling(directory.getFileName() + ".log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Chromium chromium = new Chromium(process);
        try {
            chromium.connect(directory.resolve("DevToolsActivePort"));
            return chromium;
        } catch (IOException | RuntimeException e) {
            chromium.close();
            throw e;
        }
    }

    private void connect(Path portFile) throws IOException {
        await().atMost(Installation.ENOUGH)
                .until(() -> Files.exists(portFile) && Files.readString(portFile).contains("\n"));
        int port;
        try (BufferedReader lines = Files.newBufferedReader(portFile)) {
            port = Integer.parseInt(lines.readLine());
        }
        String tab =
                await().atMost(Installation.ENOUGH)
                        .until(
                                () -> tab("http://127.0.0.1:%d/json".formatted(port)),
                                t -> t != null);
        socket = http.newWebSocketBuilder().buildAsync(URI.create(tab), new Listener()).join();
        call("Page.enable", Map.of());
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
        call("Accessibility.enable", Map.of());
    }

    private String tab(String list) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(list)).build();
        for (JsonNode target : JSON.readTree(http.send(request, BodyHandlers.ofString()).body())) {
            if (target.path("type").asText().equals("page")) {
                return target.path("webSocketDebuggerUrl").asText();
            }
        }
        return null;
    }

    /** Goes to a page and waits until it is there. */
    void open(String url) {
        call("Page.navigate", Map.of("url", url));
        await().atMost(Installation.ENOUGH)
                .untilAsserted(
                        () ->
                                assertThat(evaluate("location.href + document.readyState").asText())
                                        .isEqualTo(url + "complete"));
    }

    /** Shows the page as on a screen of that size, in CSS pixels. */
    void resize(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What a JavaScript expression is. */
    JsonNode evaluate(String expression) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Presses a key that has no character, such as {@code ArrowLeft} or {@code Tab}. */
    void press(String key) {
        call("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "code", key));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
    }

    /** Everything that a screen reader is told, as {@code role: name}. */
    List<String> accessible() {
        List<String> all = new ArrayList<>();
        for (JsonNode node : call("Accessibility.getFullAXTree", Map.of()).path("nodes")) {
            if (!node.path("ignored").asBoolean()) {
                all.add(
                        node.path("role").path("value").asText()
                                + ": "
                                + node.path("name").path("value").asText());
            }
        }
        return all;
    }

    /** Keeps a picture of the page, all of it. */
    void photograph(Path file) throws IOException {
        JsonNode answer =
                call(
                        "Page.captureScreenshot",
                        Map.of("format", "png", "captureBeyondViewport", true));
        Files.write(file, Base64.getDecoder().decode(answer.path("data").asText()));
    }

    /** What the console and the network log say, from warnings up. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        int id = nextCall.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        try {
            String text =
                    JSON.writeValueAsString(
                            Map.of("id", id, "method", method, "params", parameters));
            socket.sendText(text, true).join();
            JsonNode message = answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            if (message.has("error")) {
                throw new AssertionError(method + ": " + message.path("error"));
            }
            return message.path("result");
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void take(String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (IOException e) {
            problems.add("not JSON: " + text);
            return;
        }
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer = calls.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        JsonNode what = message.path("params");
        boolean problem =
                switch (message.path("method").asText()) {
                    case "Runtime.exceptionThrown" -> true;
                    case "Runtime.consoleAPICalled" ->
                            List.of("error", "warning", "assert")
                                    .contains(what.path("type").asText());
                    case "Log.entryAdded" ->
                            List.of("error", "warning")
                                    .contains(what.path("entry").path("level").asText());
                    default -> false;
                };
        if (problem) {
            problems.add(what.toString());
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().orTimeout(1, TimeUnit.MINUTES).join());
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
