package io.spillway.exporter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.util.PortRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /metrics}, and nothing else. It takes no input and changes nothing; whoever
 * reaches its address may read. Thread-safe.
 */
final class ExporterServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExporterServer.class);
    private static final String PATH = "/metrics";
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Two Prometheus servers may ask at once; more wait their turn. */
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Collection<MetricFamily> families;

    private ExporterServer(
            HttpServer server, ExecutorService threads, Collection<MetricFamily> families) {
        this.server = server;
        this.threads = threads;
        this.families = families;
    }

    /**
     * Listens on the first port of the range that is free; it answers when this returns.
     *
     * @param families what is served; may change at any time
     * @throws IOException when no port can be had; the message names the address and the range
     */
    static ExporterServer start(String host, PortRange ports, Collection<MetricFamily> families)
            throws IOException {
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task -> {
                            Thread thread =
                                    new Thread(task, "exporter-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        ExporterServer exporter = new ExporterServer(bind(host, ports), threads, families);
        exporter.server.setExecutor(threads);
        exporter.server.createContext("/", exporter::handle);
        // Its own thread is a daemon when the thread that starts it is one.
        CompletableFuture.runAsync(exporter.server::start, threads).join();
        return exporter;
    }

    private static HttpServer bind(String host, PortRange ports) throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IOException(
                    "there is no host \"%s\" to listen at for Prometheus".formatted(host), e);
        }
        IOException refused = null;
        for (Iterator<Integer> it = ports.getPortsIterator(); it.hasNext(); ) {
            try {
                return HttpServer.create(new InetSocketAddress(address, it.next()), 0);
            } catch (IOException e) {
                refused = e;
            }
        }
        throw new IOException(
                "no port of %s can be had at %s for Prometheus".formatted(ports, host), refused);
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /** What to point Prometheus to. */
    URI uri() {
        String host = address().getAddress().getHostAddress();
        return URI.create(
                "http://%s:%d%s"
                        .formatted(
                                host.contains(":")
                                        ? "[" + host.replaceFirst("%.*", "") + "]"
                                        : host,
                                address().getPort(),
                                PATH));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_BAD_METHOD, -1);
            } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
            } else {
                answer(exchange);
            }
        } catch (IOException e) {
            LOG.debug("A reader of metrics went away: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.warn("Metrics couldn't be told", e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        boolean gzip = accepted != null && accepted.contains("gzip");
        exchange.getResponseHeaders().set("Content-Type", TYPE);
        if (gzip) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, 0);
        OutputStream body = exchange.getResponseBody();
        try (Writer out =
                new BufferedWriter(
                        new OutputStreamWriter(
                                gzip ? new GZIPOutputStream(body) : body,
                                StandardCharsets.UTF_8))) {
            for (MetricFamily family : families) {
                family.write(out);
            }
        }
    }
}
