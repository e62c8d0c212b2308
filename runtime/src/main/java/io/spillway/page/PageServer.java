package io.spillway.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page on the loopback interface: its files, {@code GET /api/changes} and {@code GET
 * /api/stream} for what it shows, {@code POST /api/actions/…} for what may be done. {@link
 * RequestGuard} says who gets an answer. Thread-safe.
 */
public final class PageServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_BODY = 4096;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";
    private static final String ACTIONS = "/api/actions/";

    private final HttpServer server;
    private final ExecutorService threads;
    private final RequestGuard guard;
    private final PageFiles files = new PageFiles();
    private final PageModel model;
    private final PageActions actions;
    private final LiveFeed feed;

    private PageServer(HttpServer server, PageModel model, PageActions actions) {
        this.server = server;
        this.model = model;
        this.actions = actions;
        this.guard = new RequestGuard(server.getAddress().getPort());
        this.feed = new LiveFeed(model, JSON);
        this.threads =
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, "page");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /**
     * Starts it; it answers when this returns.
     *
     * @param port 0 for any that is free
     * @throws IOException when the port can't be had
     */
    public static PageServer start(int port, PageModel model, PageActions actions)
            throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        PageServer page = new PageServer(server, model, actions);
        server.setExecutor(page.threads);
        server.createContext("/", page::handle);
        server.start();
        return page;
    }

    /** Where the page is, with the token in the fragment: for the eyes of the user alone. */
    public URI uri() {
        return URI.create(
                "http://127.0.0.1:%d/#%s".formatted(server.getAddress().getPort(), guard.token()));
    }

    /** Tells open pages what there is still to tell, at most for a second, and ends. */
    @Override
    public void close() {
        model.close();
        feed.awaitReaders();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            securityHeaders(exchange.getResponseHeaders());
            try {
                guard.checkHost(exchange.getRequestHeaders());
                route(exchange, exchange.getRequestURI().getPath());
            } catch (Refusal e) {
                if (e.status() == HttpURLConnection.HTTP_BAD_METHOD) {
                    boolean action = exchange.getRequestURI().getPath().startsWith(ACTIONS);
                    exchange.getResponseHeaders().set("Allow", action ? "POST" : "GET");
                }
                json(exchange, e.status(), Map.of("errors", List.of(e.getMessage())));
            }
        } catch (IOException | RejectedExecutionException e) {
            LOG.debug("A page went away: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.warn("The page's request {} failed", exchange.getRequestURI().getPath(), e);
        }
    }

    private static void securityHeaders(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private void route(HttpExchange exchange, String path) throws Refusal, IOException {
        if (path.startsWith(ACTIONS)) {
            requireMethod(exchange, "POST");
            act(exchange, path.substring(ACTIONS.length()));
            return;
        }
        Optional<PageFiles.PageFile> file = files.at(path);
        if (file.isPresent()) {
            requireMethod(exchange, "GET");
            send(exchange, HttpURLConnection.HTTP_OK, file.get().type(), file.get().content());
            return;
        }
        switch (path) {
            case "/api/changes" -> {
                requireMethod(exchange, "GET");
                guard.checkToken(exchange.getRequestHeaders().getFirst(RequestGuard.TOKEN_HEADER));
                json(
                        exchange,
                        HttpURLConnection.HTTP_OK,
                        model.since(Query.of(exchange).version("since")));
            }
            case "/api/stream" -> {
                requireMethod(exchange, "GET");
                Query query = Query.of(exchange);
                // An EventSource can't send headers of its own.
                guard.checkToken(query.text("token"));
                feed.follow(exchange, query.version("since"));
            }
            default ->
                    throw new Refusal(HttpURLConnection.HTTP_NOT_FOUND, "path: there is no such");
        }
    }

    private void act(HttpExchange exchange, String name) throws Refusal, IOException {
        Headers headers = exchange.getRequestHeaders();
        guard.checkOrigin(headers);
        guard.checkToken(headers.getFirst(RequestGuard.TOKEN_HEADER));
        Action.Kind kind =
                Action.Kind.byPath(name)
                        .filter(actions.offered()::contains)
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                HttpURLConnection.HTTP_NOT_FOUND,
                                                actions.offered().isEmpty()
                                                        ? "action: this page is read-only"
                                                        : "action: not offered here; there is "
                                                                + ActionParser.names(
                                                                        actions.offered())));
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            throw new Refusal(
                    HttpURLConnection.HTTP_ENTITY_TOO_LARGE,
                    "body: longer than " + LONGEST_BODY + " bytes");
        }
        Action action =
                ActionParser.parse(
                        kind, new String(body, StandardCharsets.UTF_8), model.description().load());
        String done;
        try {
            done = actions.perform(action);
        } catch (ActionException e) {
            throw new Refusal(e.kind().status(), e.getMessage());
        }
        json(exchange, HttpURLConnection.HTTP_ACCEPTED, Map.of("message", done));
    }

    private static void requireMethod(HttpExchange exchange, String method) throws Refusal {
        if (!exchange.getRequestMethod().equals(method)) {
            throw new Refusal(HttpURLConnection.HTTP_BAD_METHOD, "method: must be " + method);
        }
    }

    private static void json(HttpExchange exchange, int status, Object value) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsBytes(value));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] content)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, content.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(content);
        }
    }
}
