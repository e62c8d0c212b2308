package io.spillway.gcp.lifecycle;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a group's health check asks: {@code GET /health} on the VM's own address, 200 while the VM
 * is fit to work and 503 otherwise. Says no more than that, and knows no other path. Thread-safe.
 */
public final class HealthEndpoint implements AutoCloseable {
    /** The path that a health check asks for. */
    public static final String PATH = "/health";

    private static final int BACKLOG = 16;

    /** Probers come from several places, and one of them may be slow. */
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean healthy;

    private HealthEndpoint(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts it, unhealthy until it is told otherwise.
     *
     * @param host the address that the health check asks
     * @param port 0 for any that is free
     * @throws IOException when the port is taken, or the address isn't this machine's
     */
    public static HealthEndpoint start(String host, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task -> {
                            Thread each = new Thread(task, "spillway-health");
                            each.setDaemon(true);
                            return each;
                        });
        server.setExecutor(threads);
        HealthEndpoint endpoint = new HealthEndpoint(server, threads);
        server.createContext("/", endpoint::answer);
        server.start();
        return endpoint;
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** How often somebody has asked. */
    long answered() {
        return answered.get();
    }

    void healthy(boolean fit) {
        healthy = fit;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals(PATH);
            boolean read =
                    exchange.getRequestMethod().equals("GET")
                            || exchange.getRequestMethod().equals("HEAD");
            int status = !known ? 404 : !read ? 405 : healthy ? 200 : 503;
            byte[] body =
                    (status == 200 ? "ok\n" : status == 503 ? "not fit to work\n" : "no\n")
                            .getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
            answered.incrementAndGet();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
