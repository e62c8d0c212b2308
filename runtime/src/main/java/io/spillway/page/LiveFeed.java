package io.spillway.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** Server-sent events: each open page keeps a thread that tells it what changes. */
final class LiveFeed {
    /** More than anybody opens; each costs a thread. */
    private static final int MOST_READERS = 30;

    /** How long nothing is said before a comment tells that the connection still stands. */
    private static final long SILENCE_MS = 10_000;

    private static final long LAST_WORDS_MS = 1_000;

    private final PageModel model;
    private final ObjectMapper json;
    private int readers;

    LiveFeed(PageModel model, ObjectMapper json) {
        this.model = model;
        this.json = json;
    }

    /** Tells a page what changes, until it goes away or the model is closed. Blocks. */
    void follow(HttpExchange exchange, long since) throws Refusal, IOException {
        long known = since;
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (last != null && last.matches("\\d{1,18}")) {
            known = Long.parseLong(last);
        }
        enter();
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                write(out, "retry: 1000\n\n");
                follow(out, known);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
        }
    }

    private void follow(OutputStream out, long since) throws IOException, InterruptedException {
        long known = since;
        while (true) {
            boolean closed = model.isClosed();
            if (model.awaitChange(known, SILENCE_MS)) {
                Changes changes = model.since(known);
                known = changes.version();
                write(
                        out,
                        "id: %d\ndata: %s\n\n".formatted(known, json.writeValueAsString(changes)));
            } else if (closed) {
                return;
            } else {
                write(out, ": still here\n\n");
            }
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private synchronized void enter() throws Refusal {
        if (readers >= MOST_READERS) {
            throw new Refusal(
                    HttpURLConnection.HTTP_UNAVAILABLE,
                    "stream: too many pages are open; close some");
        }
        readers++;
    }

    private synchronized void leave() {
        readers--;
        notifyAll();
    }

    /** After the model was closed: waits until all pages have been told, a second at most. */
    synchronized void awaitReaders() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WORDS_MS);
        try {
            while (readers > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
